import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
} from "@prisma/driver-adapter-utils";
import type { SchemaEngine } from "@prisma/schema-engine-wasm";
import type pg from "pg";

/**
 * Starts Prisma's schema engine, the one behind `prisma migrate`, as WebAssembly: the native engine is a
 * download, and nothing is downloaded here. Without a database it can still compare two schemas.
 */
export async function startEngine(schema: string, databaseUrl = ""): Promise<SchemaEngine> {
  const folder = dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm"));
  // The engine reports a panic through this global (see its `schema_engine_bg.js`).
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: raisePanic } });
  const glue = await import(join(folder, "schema_engine_bg.js"));
  const wasm = new WebAssembly.Module(readFileSync(join(folder, "schema_engine_bg.wasm")));
  const { exports } = new WebAssembly.Instance(wasm, { "./schema_engine_bg.js": glue });
  glue.__wbg_set_wasm(exports);
  (exports.__wbindgen_start as () => void)();
  return glue.SchemaEngine.new(
    { datamodels: [["schema.prisma", schema]] },
    () => {},
    bindMigrationAwareSqlAdapterFactory(wholeScripts(databaseUrl)),
  );
}

/**
 * The adapter splits a script at every semicolon, which tears functions written by hand apart. PostgreSQL
 * takes a script whole, and then runs it as one transaction: a migration is applied entirely or not at all.
 */
function wholeScripts(databaseUrl: string): PrismaPg {
  const factory = new PrismaPg({ connectionString: databaseUrl });
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    return Object.assign(adapter, {
      executeScript: (script: string) => runWhole(adapter, script),
    });
  };
  return factory;
}

async function runWhole(
  adapter: SqlDriverAdapter & { underlyingDriver(): pg.Pool },
  script: string,
): Promise<void> {
  await adapter.underlyingDriver().query(script);
}

function raisePanic(message: string): never {
  throw new Error(`Prisma's schema engine gave up: ${message}`);
}
