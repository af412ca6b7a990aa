import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { embeddedPostgres } from "./embedded-postgres.ts";
import { anyFreePort } from "./ports.ts";
import { SupervisedProcess } from "./supervised-process.ts";
import { templateDatabase } from "./template-database.ts";

declare module "vitest" {
  export interface ProvidedContext {
    templateDatabaseUrl: string;
  }
}

/** What is lost when the machine crashes in the middle of a test is not missed. */
const THROWN_AWAY = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

/**
 * Vitest's global set-up: one real PostgreSQL for the whole run, with a migrated database to copy from.
 * With DATABASE_URL the tests run on that server, in databases of their own.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (process.env.DATABASE_URL) {
    project.provide("templateDatabaseUrl", await templateDatabase(process.env.DATABASE_URL));
    return async () => undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), "breakwater-vitest-"));
  const { url, spec } = await embeddedPostgres(folder, await anyFreePort(), THROWN_AWAY);
  const unheard = () => undefined;
  const server = new SupervisedProcess(spec, {
    line: unheard,
    crashed: unheard,
    spawned: unheard,
  });
  await server.start();
  project.provide("templateDatabaseUrl", await templateDatabase(url));
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
