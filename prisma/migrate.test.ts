import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createDatabase } from "../bin/embedded-postgres.ts";
import { dropDatabase } from "../bin/template-database.ts";
import { migrate } from "./migrate.ts";

const folder = mkdtempSync(join(tmpdir(), "breakwater-migrations-"));
const emptied: string[] = [];

/** A database that no migration has seen, unlike `freshDatabase`. */
async function emptyDatabase(): Promise<string> {
  const name = `breakwater_migrate_${process.pid}_${emptied.length}`;
  const url = Object.assign(new URL(inject("templateDatabaseUrl")), { pathname: `/${name}` }).href;
  emptied.push(url);
  await createDatabase(url);
  return url;
}

function writeMigration(name: string, sql: string): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, "migration.sql"), sql);
}

async function rows<Row extends object>(url: string, query: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(query)).rows;
  } finally {
    await client.end();
  }
}

beforeAll(() => {
  writeMigration("20260101000000_trees", "CREATE TABLE tree (name text PRIMARY KEY);");
  writeMigration(
    "20260102000000_no_felling",
    `-- Written by hand; this comment has a semicolon; so has the function.
     CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN RAISE EXCEPTION 'trees stay; all of them'; END $$;
     CREATE TRIGGER stay BEFORE DELETE ON tree EXECUTE FUNCTION refuse();`,
  );
});

afterAll(async () => {
  for (const url of emptied) await dropDatabase(url);
  rmSync(folder, { recursive: true, force: true });
});

test("every committed migration applies to an empty database, and once only", async () => {
  const url = await emptyDatabase();
  expect((await migrate(url)).length).toBeGreaterThan(0);
  expect(await migrate(url)).toEqual([]);
});

test("functions and triggers written by hand into a migration work", async () => {
  const url = await emptyDatabase();
  await migrate(url, folder);
  await expect(rows(url, "DELETE FROM tree")).rejects.toThrow("trees stay; all of them");
});

test("the history is kept in Prisma's own table and format", async () => {
  const url = await emptyDatabase();
  await migrate(url, folder);
  const history = await rows<{ migration_name: string; checksum: string; done: boolean }>(
    url,
    `SELECT migration_name, checksum, finished_at IS NOT NULL AS done
     FROM _prisma_migrations ORDER BY started_at`,
  );
  expect(history.map((row) => row.migration_name)).toEqual([
    "20260101000000_trees",
    "20260102000000_no_felling",
  ]);
  for (const row of history) {
    expect(row.checksum).toMatch(/^[0-9a-f]{64}$/);
    expect(row.done).toBe(true);
  }
});

test("a migration that fails leaves nothing behind and may be tried again once it is mended", async () => {
  const url = await emptyDatabase();
  const broken = join(folder, "20260103000000_broken");
  writeMigration("20260103000000_broken", "CREATE TABLE half (id int); SELECT * FROM nowhere;");
  try {
    await expect(migrate(url, folder)).rejects.toThrow("nowhere");
    expect(await rows(url, "SELECT to_regclass('half') AS found")).toEqual([{ found: null }]);
    writeMigration("20260103000000_broken", "CREATE TABLE half (id int);");
    expect(await migrate(url, folder)).toEqual(["20260103000000_broken"]);
  } finally {
    rmSync(broken, { recursive: true });
  }
});

test("five processes that migrate at once apply each migration once", async () => {
  const url = await emptyDatabase();
  const run = promisify(execFile);
  const answers = await Promise.all(
    Array.from({ length: 5 }, () =>
      run(process.execPath, ["prisma/migrate.ts", "deploy"], {
        env: { ...process.env, DATABASE_URL: url },
      }),
    ),
  );
  const worked = answers.filter(({ stdout }) => stdout.startsWith("applied"));
  expect(worked).toHaveLength(1);
  expect(
    await rows(url, "SELECT migration_name FROM _prisma_migrations GROUP BY 1 HAVING count(*) > 1"),
  ).toEqual([]);
});
