import pg from "pg";
import { expect, test } from "vitest";
import { freshDatabase } from "./testing.ts";

async function ask(url: string, query: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(query)).rows;
  } finally {
    await client.end();
  }
}

test("two fresh databases have all tables and share no rows", async () => {
  const [one, other] = await Promise.all([freshDatabase(), freshDatabase()]);
  try {
    await ask(one.url, "INSERT INTO worker_beat (id, at) VALUES ('one', now())");
    expect(await ask(one.url, "SELECT id FROM worker_beat")).toEqual([{ id: "one" }]);
    expect(await ask(other.url, "SELECT id FROM worker_beat")).toEqual([]);
  } finally {
    await Promise.all([one.drop(), other.drop()]);
  }
});

test("a database that was dropped is gone, even while someone is connected", async () => {
  const { url, drop } = await freshDatabase();
  const idle = new pg.Client({ connectionString: url });
  const ended = new Promise((resolve) => idle.on("error", resolve));
  await idle.connect();
  await drop();
  await ended;
  await expect(ask(url, "SELECT 1")).rejects.toThrow("does not exist");
});
