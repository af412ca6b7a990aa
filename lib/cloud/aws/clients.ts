import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { config } from "../../config.ts";
import type { CallRules } from "../cloud.ts";
import { CloudFault } from "../faults.ts";
import type { Credentials } from "./credentials.ts";
import { faultOf } from "./fault-of.ts";
import { turnOf } from "./pace.ts";

const ANSWER_TIMEOUT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 10_000;
const SOCKETS_MAX = 64;

/** Each service's client, loaded when it is first asked for: together they take a second and 50 MB. */
const MAKERS = {
  sts: async (settings: Settings) => new (await import("@aws-sdk/client-sts")).STS(settings),
  iam: async (settings: Settings) => new (await import("@aws-sdk/client-iam")).IAM(settings),
  ec2: async (settings: Settings) => new (await import("@aws-sdk/client-ec2")).EC2(settings),
  eks: async (settings: Settings) => new (await import("@aws-sdk/client-eks")).EKS(settings),
  logs: async (settings: Settings) =>
    new (await import("@aws-sdk/client-cloudwatch-logs")).CloudWatchLogs(settings),
} as const;

export type Service = keyof typeof MAKERS;
export type ClientOf<S extends Service> = Awaited<ReturnType<(typeof MAKERS)[S]>>;
type Settings = ReturnType<typeof settingsOf>;

export interface ClientOptions extends CallRules {
  region: string;
  /** Absent for the one call that carries a token instead of a signature. */
  credentials?: () => Promise<Credentials>;
  /** The account whose patience is shared by all who call there. */
  account: string;
  /** Told of everything that went wrong. */
  onFault?: (fault: CloudFault) => void;
}

/** A client of a service in a region, whose errors are CloudFaults. */
export async function clientOf<S extends Service>(
  service: S,
  options: ClientOptions,
): Promise<ClientOf<S>> {
  // The service decides the type, which TypeScript can't see through the index.
  const make = MAKERS[service] as (settings: Settings) => Promise<ClientOf<S>>;
  const client = await make(settingsOf(options));
  const stack = client.middlewareStack as unknown as Stack;
  stack.add(inWords(options), { step: "initialize", priority: "high" });
  stack.add(lastly(service, options), { step: "finalizeRequest", priority: "low" });
  return client;
}

function settingsOf({ region, credentials, retries = 0 }: ClientOptions) {
  const { endpoint } = config().aws;
  return {
    region,
    ...(endpoint ? { endpoint } : {}),
    credentials: credentials ?? noCredentials,
    maxAttempts: retries + 1,
    retryMode: "standard",
    customUserAgent: "breakwater",
    requestHandler: {
      requestTimeout: ANSWER_TIMEOUT_MS,
      throwOnRequestTimeout: true,
      connectionTimeout: CONNECT_TIMEOUT_MS,
      ...agents(),
    },
  };
}

/** The SDK would otherwise look for credentials of the machine that we run on, which are none of the portal's. */
async function noCredentials(): Promise<never> {
  throw new Error("This call is not signed.");
}

let kept: { httpAgent: HttpAgent; httpsAgent: HttpsAgent } | undefined;

/** The same agents for every client: by them connections are kept and shared. */
function agents() {
  const { proxy, noProxy } = config().network;
  // The type asks for all of a process's environment; an agent reads these two.
  const proxyEnv = { HTTPS_PROXY: proxy, NO_PROXY: noProxy } as unknown as NodeJS.ProcessEnv;
  const options = { keepAlive: true, maxSockets: SOCKETS_MAX, ...(proxy ? { proxyEnv } : {}) };
  kept ??= { httpAgent: new HttpAgent(options), httpsAgent: new HttpsAgent(options) };
  return kept;
}

type Next = (asked: object) => Promise<object>;
type Layer = (next: Next, context: { commandName?: string }) => Next;
interface Stack {
  add(layer: Layer, place: { step: string; priority: string }): void;
}

/** Around everything: what goes wrong leaves as a CloudFault. */
function inWords({ onFault }: ClientOptions): Layer {
  return (next) => (asked) =>
    next(asked).catch((error) => {
      const fault = faultOf(error);
      if (fault instanceof CloudFault) onFault?.(fault);
      throw fault;
    });
}

/** When all else is ready, the signature too: between the gate's yes and the wire nothing may take time. */
function lastly(service: Service, { account, region, gate }: ClientOptions): Layer {
  return (next, { commandName }) =>
    async (asked) => {
      await turnOf(`${account} ${region} ${service} ${commandName}`);
      await gate?.();
      return next(asked);
    };
}
