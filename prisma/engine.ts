import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  bindMigrationAwareSqlAdapterFactory,
  DriverAdapterError,
} from "@prisma/driver-adapter-utils";
import type { SchemaEngine } from "@prisma/schema-engine-wasm";
import pg from "pg";

/**
 * Starts Prisma's schema engine, the one behind `prisma migrate`, as WebAssembly: the native engine is a
 * download, and nothing is downloaded here. To compare two schemas it needs no database.
 * @param connections where it works; the caller ends them, and with them the engine's own advisory lock
 */
export async function startEngine(schema: string, connections: pg.Pool): Promise<SchemaEngine> {
  const { SchemaEngine: Engine } = await loadEngine();
  return Engine.new(
    { datamodels: [["schema.prisma", schema]] },
    () => {},
    bindMigrationAwareSqlAdapterFactory(wholeScripts(connections)),
  );
}

type EngineModule = typeof import("@prisma/schema-engine-wasm");
let loaded: Promise<EngineModule> | undefined;

/** Once a process: the module keeps its WebAssembly instance in a variable, and two would share one memory. */
function loadEngine(): Promise<EngineModule> {
  loaded ??= instantiate();
  return loaded;
}

async function instantiate(): Promise<EngineModule> {
  const folder = dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm"));
  // The engine reports a panic through this global (see its `schema_engine_bg.js`).
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: raisePanic } });
  const glue = await import(join(folder, "schema_engine_bg.js"));
  const wasm = new WebAssembly.Module(readFileSync(join(folder, "schema_engine_bg.wasm")));
  const { exports } = new WebAssembly.Instance(wasm, { "./schema_engine_bg.js": glue });
  glue.__wbg_set_wasm(exports);
  (exports.__wbindgen_start as () => void)();
  return glue;
}

/**
 * The adapter splits a script at every semicolon, which tears functions written by hand apart. PostgreSQL
 * takes a script whole, and then runs it as one transaction: a migration is applied entirely or not at all.
 */
function wholeScripts(connections: pg.Pool): PrismaPg {
  const factory = new PrismaPg(connections);
  const connect = factory.connect.bind(factory);
  factory.connect = async () =>
    Object.assign(await connect(), {
      executeScript: (script: string) => runWhole(connections, script),
    });
  return factory;
}

/** Errors go to the engine in the adapter's own shape; of any other it only says "external error". */
async function runWhole(connections: pg.Pool, script: string): Promise<void> {
  try {
    await connections.query(script);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    const { code = "XX000", severity = "ERROR", message, detail, column, hint } = error;
    throw new DriverAdapterError({
      kind: "postgres",
      code,
      severity,
      message,
      detail,
      column,
      hint,
    });
  }
}

function raisePanic(message: string): never {
  throw new Error(`Prisma's schema engine gave up: ${message}`);
}
