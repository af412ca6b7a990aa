import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { migrate } from "../prisma/migrate.ts";
import { createDatabase, embeddedPostgres } from "./embedded-postgres.ts";
import { keptSecret } from "./kept-secret.ts";
import type { PortalLog } from "./portal-log.ts";
import { keptPorts } from "./ports.ts";
import type { ProcessSpec } from "./process-spec.ts";
import {
  type Estate,
  healthOf,
  type Place,
  sandboxProcess,
  webProcess,
  workerProcess,
} from "./processes.ts";
import { Refusal } from "./refusal.mjs";
import { readSandboxFacts, type SandboxFacts, sandboxEnvironment } from "./sandbox-facts.ts";
import { type Environment, portOf } from "./settings.ts";
import { SupervisedProcess } from "./supervised-process.ts";

/** The other ports follow the portal's own, so that two portals on one machine keep out of each other's way. */
const SANDBOX_PORT_OFFSET = 1443;
const DATABASE_PORT_OFFSET = 2433;
const HEALTH_LIMIT_MS = 120_000;
const LOOK_MS = 200;

export interface PortalOptions {
  root: string;
  data: string;
  env: Environment;
  /** What the sandbox begins with. */
  estate: Estate;
  log: PortalLog;
}

/** All processes of one portal on this machine: started in order, stopped in the opposite one. */
export class Portal {
  readonly url: string;
  readonly port: number;
  sandbox: SandboxFacts | undefined;
  readonly #options: PortalOptions;
  readonly #running: SupervisedProcess[] = [];
  #stopped: Promise<void> | undefined;

  constructor(options: PortalOptions) {
    this.#options = options;
    this.port = portOf(options.env);
    this.url = options.env.BREAKWATER_URL ?? `http://localhost:${this.port}`;
  }

  /**
   * Starts everything and waits until the portal can be used. Returns what its health says is still missing
   * after two minutes, as for a cloud whose credentials do not work; throws a Refusal when a part can't start.
   */
  async start(): Promise<unknown> {
    const { root, data, estate } = this.#options;
    const ports = await keptPorts(join(data, "ports.json"), {
      sandbox: this.port + SANDBOX_PORT_OFFSET,
      database: this.port + DATABASE_PORT_OFFSET,
    });
    const key = () => randomBytes(32).toString("base64");
    const env: Environment = {
      ...this.#options.env,
      BREAKWATER_URL: this.url,
      BREAKWATER_KEY: this.#options.env.BREAKWATER_KEY ?? keptSecret(join(data, "key"), key),
      PORT: String(this.port),
    };
    const withSandbox = env.AZURE_TENANT_ID === undefined;
    const sandboxStarts = withSandbox
      ? this.#run(sandboxProcess({ root, data, env }, ports.sandbox, estate))
      : Promise.resolve();
    await settled([sandboxStarts, this.#startDatabase(env, ports.database, withSandbox)]);
    if (withSandbox) {
      this.sandbox = readSandboxFacts(join(data, "sandbox"));
      Object.assign(env, sandboxEnvironment(this.sandbox));
    }
    const place: Place = { root, data, env };
    await settled([this.#run(workerProcess(place)), this.#run(webProcess(place, this.port))]);
    return this.#untilHealthy();
  }

  /** Stops everything, the database last. May be called at any time, also while it starts. */
  stop(): Promise<void> {
    this.#options.log.hush();
    this.#stopped ??= this.#stopAll();
    return this.#stopped;
  }

  async #stopAll(): Promise<void> {
    const last = this.#running.filter(({ spec }) => spec.name === "database");
    const first = this.#running.filter((one) => !last.includes(one));
    await Promise.all(first.map((one) => one.stop()));
    await Promise.all(last.map((one) => one.stop()));
  }

  async #run(spec: ProcessSpec): Promise<void> {
    if (this.#stopped) throw new Refusal("Stopped.");
    this.#options.log.follow(spec);
    const started = new SupervisedProcess(spec, this.#options.log);
    this.#running.push(started);
    await started.start();
  }

  /**
   * Sets `DATABASE_URL` in `env`, to the embedded database where it is not given. What was learnt of the
   * sandbox is no part of a real estate, so the two have a database each.
   */
  async #startDatabase(env: Environment, port: number, withSandbox: boolean): Promise<void> {
    if (!env.DATABASE_URL) {
      const { url, spec } = await embeddedPostgres(this.#options.data, port);
      await this.#run(spec);
      const name = withSandbox ? "breakwater_sandbox" : "breakwater";
      env.DATABASE_URL = Object.assign(new URL(url), { pathname: `/${name}` }).href;
      await createDatabase(env.DATABASE_URL);
    }
    await migrate(env.DATABASE_URL).catch((error: Error) => {
      const host = URL.parse(env.DATABASE_URL ?? "")?.host ?? "DATABASE_URL";
      throw new Refusal(
        `The database at ${host} could not be brought up to date: ${error.message}`,
      );
    });
  }

  async #untilHealthy(): Promise<unknown> {
    const deadline = Date.now() + HEALTH_LIMIT_MS;
    for (;;) {
      const health = await healthOf(this.port);
      if (health?.ready) return undefined;
      if (Date.now() > deadline || this.#stopped) return health?.parts ?? "no answer";
      await sleep(LOOK_MS);
    }
  }
}

/** Waits for all, also when one fails, so that nothing starts behind the back of who cleans up. */
async function settled(works: Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(works);
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}
