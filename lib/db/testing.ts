import { inject } from "vitest";
import { copyDatabase, dropDatabase } from "../../bin/template-database.ts";

export interface FreshDatabase {
  url: string;
  /** Removes it; open connections are ended. */
  drop: () => Promise<void>;
}

/** A migrated, empty database of one's own on the real PostgreSQL that the test run started. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const url = await copyDatabase(inject("templateDatabaseUrl"));
  return { url, drop: () => dropDatabase(url) };
}
