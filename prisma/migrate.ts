/**
 * What `prisma migrate` does, without its native engine:
 *
 *   node prisma/migrate.ts new <name>   writes migrations/<time>_<name> from what changed in schema/
 *   node prisma/migrate.ts deploy       applies what is pending to DATABASE_URL
 *
 * It keeps Prisma's own layout and `_prisma_migrations` table, so `prisma migrate deploy` works too.
 */

import type { SchemaEngine } from "@prisma/schema-engine-wasm";
import pg from "pg";
import { withAdvisoryLock } from "./advisory-lock.ts";
import { startEngine } from "./engine.ts";
import {
  lastSchema,
  MIGRATIONS_FOLDER,
  migrationNames,
  migrationSql,
  readSchema,
  writeMigration,
} from "./history.ts";

const LOCK = "breakwater migrations";
const NOTHING_EXTERNAL = { externalTables: [], externalEnums: [] };

/**
 * Applies the pending migrations to a database and returns their names. Any number of processes may do so at
 * once: one works, the others wait and find nothing left. A migration that fails leaves nothing behind, so
 * that the next start may try it again; the error carries PostgreSQL's words.
 */
export async function migrate(
  databaseUrl: string,
  folder: string = MIGRATIONS_FOLDER,
): Promise<string[]> {
  return withAdvisoryLock(databaseUrl, LOCK, async () => {
    // One connection: the engine holds a lock of its own on it, and would wait for itself on a second one.
    const connections = new pg.Pool({ connectionString: databaseUrl, max: 1 });
    const engine = await startEngine(readSchema(), connections);
    const names = migrationNames(folder);
    try {
      const { appliedMigrationNames } = await engine.applyMigrations({
        filters: NOTHING_EXTERNAL,
        migrationsList: migrationsList(names, folder),
      });
      return appliedMigrationNames;
    } catch (error) {
      await forgetFailure(engine, names);
      throw error;
    } finally {
      await connections.end();
    }
  });
}

/** Writes the migration that leads from the last one's schema to today's; returns its folder, or undefined when nothing changed. */
export async function newMigration(title: string): Promise<string | undefined> {
  const schema = readSchema();
  const before = lastSchema();
  if (before === schema) return undefined;
  const engine = await startEngine(schema, new pg.Pool());
  const { stdout: sql } = await engine.diff({
    from: before ? datamodel(before) : { tag: "empty" },
    to: datamodel(schema),
    script: true,
    exitCode: null,
    filters: NOTHING_EXTERNAL,
  });
  return writeMigration(title, sql ?? "", schema);
}

function datamodel(content: string) {
  return {
    tag: "schemaDatamodel" as const,
    files: [{ path: "schema.prisma", content }],
  };
}

function migrationsList(names: string[], folder: string) {
  return {
    baseDir: folder,
    lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"' },
    shadowDbInitScript: "",
    migrationDirectories: names.map((path) => ({
      path,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok" as const, value: migrationSql(path, folder) },
      },
    })),
  };
}

/**
 * Prisma refuses to go on after a failed migration until someone says what is left of it. We know: nothing,
 * as every script runs in one transaction.
 */
async function forgetFailure(engine: SchemaEngine, names: string[]): Promise<void> {
  for (const migrationName of names) {
    // The engine throws for every migration that did not fail, which are all but one.
    await engine.markMigrationRolledBack({ migrationName }).catch(() => undefined);
  }
}

async function run(command = "", title = ""): Promise<string> {
  if (command === "new" && /^[a-z0-9_]+$/.test(title)) {
    const folder = await newMigration(title);
    return folder ? `wrote ${folder}` : "The schema did not change since the last migration.";
  }
  if (command === "deploy" && process.env.DATABASE_URL) {
    const applied = await migrate(process.env.DATABASE_URL);
    return applied.length ? `applied ${applied.join(", ")}` : "nothing to apply";
  }
  throw new Error("Say `new <name_in_snake_case>`, or `deploy` with DATABASE_URL set.");
}

if (import.meta.main) {
  try {
    process.stdout.write(`${await run(process.argv[2], process.argv[3])}\n`);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
