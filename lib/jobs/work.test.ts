import { randomBytes, randomUUID } from "node:crypto";
import type { PgBoss } from "pg-boss";
import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "../db/client.ts";
import { freshDatabase } from "../db/testing.ts";
import { until } from "../testing.ts";
import { enqueue } from "./boss.ts";
import { type Handlers, QUEUES, type QueueName } from "./queues.ts";
import { work } from "./work.ts";

const TASK = { taskId: "a task whose code is broken", lane: "lane" };

let database: Awaited<ReturnType<typeof freshDatabase>>;
let boss: PgBoss;
const tried: string[] = [];
const givenUp: string[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  Object.assign(process.env, {
    DATABASE_URL: database.url,
    BREAKWATER_KEY: randomBytes(32).toString("base64"),
    AZURE_TENANT_ID: randomUUID(),
    AZURE_CLIENT_ID: randomUUID(),
    AZURE_CLIENT_SECRET: "unused",
  });
  const idle = Object.keys(QUEUES).map((name) => [name, () => Promise.resolve("done")]);
  const handlers: Handlers = {
    ...(Object.fromEntries(idle) as unknown as Handlers),
    "apply-task": ({ taskId }) => {
      tried.push(taskId);
      return Promise.reject(new Error("a bug"));
    },
  };
  boss = await work(handlers, {
    "apply-task": ({ taskId }) => {
      givenUp.push(taskId);
      return Promise.resolve();
    },
  });
});
afterAll(async () => {
  await boss?.stop({ graceful: false });
  await db().$disconnect();
  await database?.drop();
});

test("a job that fails by a bug is tried again, and its work is ended when it may not be tried any more", async () => {
  const name = "apply-task" satisfies QueueName;
  await enqueue(db(), name, [TASK]);
  // As if it had failed almost as often as it may.
  await db().$executeRawUnsafe(`UPDATE pgboss.job SET retry_limit = 1, retry_delay = 0, retry_backoff = false
    WHERE name = '${name}'`);
  await until("the job is given up", async () => givenUp.length > 0);
  expect(tried).toEqual([TASK.taskId, TASK.taskId]);
  expect(givenUp).toEqual([TASK.taskId]);
});
