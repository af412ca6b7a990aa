import pg from "pg";

/**
 * Runs `work` while no other process that asks for the same lock on this database does; the others wait.
 * The lock belongs to a connection, so PostgreSQL gives it back when its holder dies.
 */
export async function withAdvisoryLock<T>(
  databaseUrl: string,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock(hashtextextended($1, 0))", [name]);
    return await work();
  } finally {
    await client.end();
  }
}
