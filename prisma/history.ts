import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const SCHEMA_FOLDER = join(import.meta.dirname, "schema");
export const MIGRATIONS_FOLDER = join(import.meta.dirname, "migrations");

/** The schema of today: every file of `schema/`, as one text. */
export function readSchema(): string {
  return readdirSync(SCHEMA_FOLDER)
    .filter((name) => name.endsWith(".prisma"))
    .sort()
    .map((name) => readFileSync(join(SCHEMA_FOLDER, name), "utf8"))
    .join("\n");
}

/** The names of the migrations in a folder, oldest first. */
export function migrationNames(folder = MIGRATIONS_FOLDER): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^\d{14}_/.test(name))
    .sort();
}

/** The SQL of one migration, with whatever was added to it by hand. */
export function migrationSql(name: string, folder = MIGRATIONS_FOLDER): string {
  return readFileSync(join(folder, name, "migration.sql"), "utf8");
}

/** The schema as it was when the newest migration was written; undefined when there is none. */
export function lastSchema(): string | undefined {
  const last = migrationNames().at(-1);
  return last && readFileSync(join(MIGRATIONS_FOLDER, last, "schema.prisma"), "utf8");
}

/** Adds a migration, with a copy of the schema that the next one is compared to. Returns its folder. */
export function writeMigration(title: string, sql: string, schema: string): string {
  const time = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const folder = join(MIGRATIONS_FOLDER, `${time}_${title}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(MIGRATIONS_FOLDER, "migration_lock.toml"), 'provider = "postgresql"\n');
  writeFileSync(join(folder, "migration.sql"), sql);
  writeFileSync(join(folder, "schema.prisma"), schema);
  return folder;
}
