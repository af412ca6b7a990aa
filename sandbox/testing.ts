import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { ask, type TestAnswer } from "./testing/ask.ts";
import { signInScripted } from "./testing/scripted-sign-in.ts";

const READY_WITHIN_MS = 60_000;
const STOPPED_WITHIN_MS = 5000;

const Facts = z.object({
  url: z.string(),
  signInUrl: z.string(),
  awsUrl: z.string(),
  gcpUrl: z.string(),
  tenantId: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  cliClientId: z.string(),
  cliClientSecret: z.string(),
  caFile: z.string(),
  controlKey: z.string(),
  aws: z.object({
    accounts: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        accessKeyId: z.string(),
        secretAccessKey: z.string(),
      }),
    ),
  }),
  gcp: z.object({
    projects: z.array(
      z.object({
        projectId: z.string(),
        projectNumber: z.string(),
        name: z.string(),
        accessToken: z.string(),
      }),
    ),
  }),
  users: z.array(z.object({ username: z.string(), displayName: z.string(), roleText: z.string() })),
});

export interface SandboxOptions {
  clusters?: number;
  subscriptions?: number;
  seed?: number;
  /** Whether Defender and Azure Policy change clusters by themselves; off unless a test asks for it. */
  provisioning?: "on" | "off";
  /** Whether the production account in AWS and the production project in Google Cloud are connected from the start. */
  connectors?: boolean;
  /** Where the traffic with ARM is recorded. */
  record?: string;
}

/** A sandbox cloud of its own for a test, in a process and a folder of its own. */
export interface Sandbox extends z.infer<typeof Facts> {
  /** The PEM text of its certificate authority. */
  ca: string;
  dataFolder: string;
  /** An access token for ARM: of a user, by the part of the name before the @, of `portal` or of `azcli-owner`. */
  tokenFor(who: string): Promise<string>;
  /** What the portal shows to AWS and Google Cloud: an access token for its own application. */
  federationToken(): Promise<string>;
  /** Asks ARM; as the Owner's application unless a token is given. */
  arm(
    method: string,
    path: string,
    options?: { token?: string; body?: unknown; headers?: Record<string, string> },
  ): Promise<TestAnswer>;
  /** Uses the sandbox's own controls: POST unless said otherwise. */
  control(path: string, body?: unknown, method?: string): Promise<unknown>;
  /** Ends the process, by SIGKILL if asked, and starts it again on the same ports and state. */
  restart(signal?: NodeJS.Signals): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a sandbox on free ports and waits until it answers. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const dataFolder = mkdtempSync(join(tmpdir(), "sandbox-"));
  let child = await started(dataFolder, options, {
    port: 0,
    "sign-in-port": 0,
    "aws-port": 0,
    "gcp-port": 0,
  });
  const facts = Facts.parse(JSON.parse(readFileSync(join(dataFolder, "sandbox.json"), "utf8")));
  const ca = readFileSync(facts.caFile, "utf8");
  const tokenFor = tokens(facts, ca);
  const sandbox: Sandbox = {
    ...facts,
    ca,
    dataFolder,
    tokenFor,
    federationToken: () =>
      applicationToken(
        facts,
        ca,
        [facts.clientId, facts.clientSecret],
        `api://${facts.clientId}/.default`,
      ),
    async arm(method, path, { token, body, headers } = {}) {
      const authorization = `Bearer ${token ?? (await tokenFor("azcli-owner"))}`;
      return ask(`${facts.url}${path}`, {
        ca,
        method,
        body,
        headers: { authorization, ...headers },
      });
    },
    async control(path, body, method = "POST") {
      const headers = { "x-sandbox-key": facts.controlKey };
      const answer = await ask(`${facts.url}/sandbox/${path}`, { ca, method, body, headers });
      if (answer.status < 300) return answer.body;
      throw new Error(`/sandbox/${path}: ${JSON.stringify(answer.body)}`);
    },
    async restart(signal = "SIGTERM") {
      await ended(child, signal);
      const portOf = (url: string) => Number(new URL(url).port);
      child = await started(dataFolder, options, {
        port: portOf(facts.url),
        "sign-in-port": portOf(facts.signInUrl),
        "aws-port": portOf(facts.awsUrl),
        "gcp-port": portOf(facts.gcpUrl),
      });
    },
    async stop() {
      await ended(child, "SIGTERM");
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
  await sandbox.control("settings", { provisioning: options.provisioning ?? "off" });
  return sandbox;
}

async function started(
  dataFolder: string,
  { record, provisioning: _, connectors = false, ...size }: SandboxOptions,
  ports: Readonly<Record<string, number>>,
): Promise<ChildProcess> {
  const options = { ...ports, data: dataFolder, connectors: connectors ? "on" : "off", ...size };
  const child = spawn(
    process.execPath,
    [
      "--disable-warning=ExperimentalWarning",
      join(import.meta.dirname, "start.ts"),
      ...Object.entries(options).map(([name, value]) => `--${name}=${value}`),
    ],
    {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, ...(record !== undefined && { SANDBOX_RECORD: record }) },
    },
  );
  // A test that ends without its clean-up must not leave a server behind.
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
  await new Promise<void>((ready, failed) => {
    const timer = setTimeout(
      () => failed(new Error("The sandbox did not start in time.")),
      READY_WITHIN_MS,
    );
    child.once("exit", (code) => failed(new Error(`The sandbox ended at its start with ${code}.`)));
    child.stdout?.once("data", () => {
      clearTimeout(timer);
      ready();
    });
  });
  return child;
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once("exit", done));
  child.kill(signal);
  const inTime = await Promise.race([gone, sleep(STOPPED_WITHIN_MS, "late", { ref: false })]);
  if (inTime !== "late") return;
  child.kill("SIGKILL");
  await gone;
}

function tokens(facts: z.infer<typeof Facts>, ca: string): (who: string) => Promise<string> {
  const applications: Readonly<Record<string, [id: string, secret: string]>> = {
    portal: [facts.clientId, facts.clientSecret],
    "azcli-owner": [facts.cliClientId, facts.cliClientSecret],
  };
  const known = new Map<string, Promise<string>>();
  return (who) => {
    const asked = known.get(who);
    if (asked) return asked;
    const application = applications[who];
    const token = application
      ? applicationToken(facts, ca, application)
      : signInScripted({ ...facts, ca }, who).then(({ accessToken }) => accessToken);
    known.set(who, token);
    return token;
  };
}

async function applicationToken(
  { url, tenantId }: { url: string; tenantId: string },
  ca: string,
  [clientId, secret]: [string, string],
  scope = "https://management.azure.com/.default",
): Promise<string> {
  const answer = await ask(`${url}/${tenantId}/oauth2/v2.0/token`, {
    ca,
    method: "POST",
    form: {
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: secret,
      scope,
    },
  });
  return z.object({ access_token: z.string() }).parse(answer.body).access_token;
}
