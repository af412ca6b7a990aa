import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { browse } from "../sandbox/testing/scripted-sign-in.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../sandbox/testing.ts";
import type { Person } from "./access/model.ts";
import { personOfSession } from "./access/session.ts";
import { beginSignIn, endSignIn } from "./access/sign-in.ts";
import { db } from "./db/client.ts";
import { freshDatabase } from "./db/testing.ts";
import { discoverEstate } from "./recommendations/discover.ts";

/** Subscriptions of the sandbox's company that tests speak of, as in sandbox/seed/company.ts. */
export const SUBSCRIPTION = {
  /** The plan is off; Mira is Contributor of one resource group only. */
  payments: "a3c1f0de-5b7e-4f0a-9d51-6f2c80b41e01",
  /** The plan is on with everything; Mira is Security Admin. */
  shipping: "b7d2e4a9-1c38-4e6b-8a02-91d5c3f60b02",
  /** The plan is on since before August 2023; Mira is Contributor. */
  retail: "c0914b6f-7d25-49c8-b3ee-2a7f18d5c903",
  /** The legacy plans are on; Mira is Reader. */
  platform: "d58e37ac-0f41-4b9d-a6c7-e3b0924f7a04",
  /** Microsoft.Security was never registered. */
  lab: "e62fa8d1-93b4-4d17-8c5e-70ad1bc2f605",
  /** Disabled. */
  fleet: "f91b60c3-2e8a-4c75-95d4-b8c71e0a3d06",
} as const;

export const MIRAS_GROUP = "rg-pay-gateway-prod";

const POLL_MS = 50;
const USUALLY_WITHIN_MS = 45_000;

const Effects = z.object({
  byResource: z.record(z.string(), z.record(z.string(), z.number())),
  earlyCalls: z.object({ count: z.number(), calls: z.array(z.unknown()) }),
});

/** A worker in a process of its own, as it runs in production. */
export interface Worker {
  /** Ends it without a word, as a power cut would. */
  kill(): Promise<void>;
}

/** The whole portal but its pages: a sandbox cloud, a database, and workers as a test wants them. */
export interface Portal {
  sandbox: Sandbox;
  /** Signs a person in as a browser would; their tokens, rights and visible scopes are real. */
  signIn(who: string): Promise<Person>;
  startWorker(): Worker;
  /** What the sandbox counted: accepted changes by lower-cased resource id, and calls that came too early. */
  effects(): Promise<z.infer<typeof Effects>>;
  /** Changes the cloud's state beneath its API, for what the sandbox has no call for. */
  changeState(statement: string, ...values: string[]): void;
  close(): Promise<void>;
}

/**
 * Opens a portal of a test's own, with the estate discovered. `unhealthy` adds so many running clusters without
 * the sensor to a subscription; `options` are the sandbox's, such as `connectors`.
 */
export async function openPortal(
  unhealthy: Partial<Record<keyof typeof SUBSCRIPTION, number>> = {},
  options: SandboxOptions = {},
): Promise<Portal> {
  const [sandbox, database] = await Promise.all([startSandbox(options), freshDatabase()]);
  await sandbox.control("settings", {
    operationSeconds: { min: 0.5, max: 1.5 },
    pricingWriteMs: 200,
    registrationSeconds: { min: 0.5, max: 1 },
  });
  for (const [name, count] of Object.entries(unhealthy)) {
    const subscriptionId = SUBSCRIPTION[name as keyof typeof SUBSCRIPTION];
    await sandbox.control("clusters", { subscriptionId, count, traits: [] });
  }
  Object.assign(process.env, environmentOf(sandbox, database.url));
  await discoverEstate();
  const workers = new Set<ChildProcess>();
  return {
    sandbox,
    signIn,
    startWorker: () => workerIn(workers),
    effects: async () => Effects.parse(await sandbox.control("effects", undefined, "GET")),
    changeState(statement, ...values) {
      const state = new DatabaseSync(join(sandbox.dataFolder, "sandbox.sqlite"), { timeout: 5000 });
      state.prepare(statement).run(...values);
      state.close();
    },
    async close() {
      await Promise.all([...workers].map(killed));
      await db().$disconnect();
      await Promise.all([sandbox.stop(), database.drop()]);
    },
  };
}

/** Waits until the condition holds; fails with `what` when it does not in time. */
export async function until(
  what: string,
  holds: () => Promise<boolean>,
  withinMs = USUALLY_WITHIN_MS,
): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Not in time: ${what}.`);
    await sleep(POLL_MS);
  }
}

function environmentOf(sandbox: Sandbox, databaseUrl: string): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    BREAKWATER_URL: "http://localhost:3000",
    BREAKWATER_KEY: randomBytes(32).toString("base64"),
    AZURE_AUTHORITY_HOST: sandbox.url,
    AZURE_RESOURCE_MANAGER_URL: sandbox.url,
    AZURE_TENANT_ID: sandbox.tenantId,
    AZURE_CLIENT_ID: sandbox.clientId,
    AZURE_CLIENT_SECRET: sandbox.clientSecret,
    AZURE_CA_FILE: sandbox.caFile,
    AWS_ENDPOINT_URL: sandbox.awsUrl,
    GOOGLE_ENDPOINT_URL: sandbox.gcpUrl,
  };
}

async function signIn(who: string): Promise<Person> {
  const { url } = await beginSignIn("/");
  const { searchParams: answer } = await browse(url, who);
  const ended = await endSignIn(answer.get("code") ?? "", answer.get("state") ?? "", "a test");
  const person = ended && (await personOfSession(ended.cookie));
  if (!person) throw new Error(`${who} could not sign in.`);
  return person;
}

function workerIn(workers: Set<ChildProcess>): Worker {
  const child = spawn(process.execPath, [join(import.meta.dirname, "worker.ts")], {
    stdio: ["ignore", "ignore", "inherit"],
    env: process.env,
  });
  workers.add(child);
  // A test that ends without its clean-up must not leave a worker behind.
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  child.once("exit", () => {
    workers.delete(child);
    process.off("exit", end);
  });
  return { kill: () => killed(child) };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once("exit", done));
  child.kill("SIGKILL");
  await gone;
}
