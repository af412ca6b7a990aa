import { mkdirSync, readFileSync } from "node:fs";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { join, resolve } from "node:path";
import { AccessBook } from "./arm/access.ts";
import { type ArmParts, serveArm } from "./arm/listener.ts";
import { RequestMeter } from "./arm/request-meter.ts";
import { routeTable } from "./arm/route.ts";
import { TokenCheck } from "./arm/token.ts";
import { watchEks } from "./aws/eks/watch.ts";
import { type AwsParts, serveAws } from "./aws/listener.ts";
import { accountKeys } from "./aws/seed.ts";
import { TokenBuckets } from "./aws/token-buckets.ts";
import { metadataEndpoints } from "./azure/resources/metadata.ts";
import { ARM_ROUTES } from "./azure/routes.ts";
import { certificatesIn } from "./certificate.ts";
import { clockOf } from "./clock.ts";
import { serveControl } from "./control/listener.ts";
import { Effects } from "./effects.ts";
import { type FrontDoor, frontDoor } from "./entra/front-door.ts";
import { type EntraKeys, entraKeys } from "./entra/keys.ts";
import { entraProvider } from "./entra/provider.ts";
import { secretsFrom, writeFacts } from "./facts.ts";
import { Faults } from "./faults.ts";
import { fillStore } from "./fill-store.ts";
import { type GoogleParts, serveGoogle } from "./gcp/listener.ts";
import { GoogleQuota } from "./gcp/quota.ts";
import { projectOwners } from "./gcp/seed/projects.ts";
import { sendJson } from "./http.ts";
import { TENANT_ID } from "./identities.ts";
import { SERVER_PATH } from "./kubernetes/credentials.ts";
import { type KubernetesParts, serveKubernetes } from "./kubernetes/listener.ts";
import { Timeline } from "./kubernetes/timeline.ts";
import { Operations } from "./operations.ts";
import type { Options } from "./options.ts";
import { Deployments } from "./provisioning/deployments.ts";
import { Provisioning } from "./provisioning/provisioning.ts";
import { recorderTo } from "./recorder.ts";
import { RequestLog } from "./request-log.ts";
import { seedConnectors, startsConnected } from "./seed/connectors/connectors.ts";
import { besideServers, closed, listening, portOf } from "./servers.ts";
import { Settings } from "./settings.ts";
import { openStore, type Store } from "./store.ts";
import { Throttles } from "./throttles.ts";
import type { Kernel } from "./types.ts";

export interface RunningSandbox {
  url: string;
  stop(): Promise<void>;
}

/** Starts the sandbox cloud: opens its state, fills it the first time, writes sandbox.json and listens. */
export async function startSandbox(options: Options): Promise<RunningSandbox> {
  const folder = resolve(options.data);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const certificates = await certificatesIn(folder);
  const store = openStore(join(folder, "sandbox.sqlite"));
  const settings = new Settings(store);
  const isNew = store.count({ types: ["microsoft.resources/subscriptions"] }) === 0;
  if (isNew) fillStore(store, options);

  let serve: RequestListener = (_request, response) => void response.writeHead(503).end();
  const listener: RequestListener = (request, response) => serve(request, response);
  const { certificate: cert, key } = certificates;
  const https = await listening(
    createHttpsServer({ cert, key, keepAliveTimeout: 60_000 }, listener),
    options.port,
  );
  let serveSignIn: RequestListener = serve;
  let serveOnAws: RequestListener = serve;
  let serveOnGcp: RequestListener = serve;
  const beside = besideServers(options);
  const http = await beside("sign-in-port", 1, (request, response) =>
    serveSignIn(request, response),
  );
  const aws = await beside("aws-port", 2, (request, response) => serveOnAws(request, response));
  const gcp = await beside("gcp-port", 3, (request, response) => serveOnGcp(request, response));

  const origin = `https://localhost:${portOf(https)}`;
  const awsOrigin = `http://127.0.0.1:${portOf(aws)}`;
  const signInOrigin = `http://localhost:${portOf(http)}`;
  const secrets = secretsFrom(settings);
  const keys = entraKeys(settings);
  const issuer = `${origin}/${TENANT_ID}/v2.0`;
  const provider = entraProvider({ store, settings, keys, issuer, signInOrigin, secrets });
  const door = frontDoor(provider, origin);
  const authority = readFileSync(certificates.caFile, "utf8");
  const parts = armParts(store, settings, { origin, awsOrigin, issuer, keys, authority });
  if (startsConnected(settings, options.connectors) && isNew) seedConnectors(parts.kernel);
  if (isNew) parts.kernel.provisioning.comeRound();

  writeFacts(folder, {
    url: origin,
    signInUrl: signInOrigin,
    awsUrl: awsOrigin,
    gcpUrl: `http://127.0.0.1:${portOf(gcp)}`,
    caFile: certificates.caFile,
    secrets,
    aws: { accounts: accountKeys(settings) },
    gcp: { projects: projectOwners(settings) },
  });
  serve = dispatcher(parts, door, secrets.control);
  serveSignIn = signInOnly(door);
  serveOnAws = servedBy("AWS", (request, response) => serveAws(parts, request, response));
  serveOnGcp = servedBy("GCP", (request, response) => serveGoogle(parts, request, response));
  return {
    url: origin,
    async stop() {
      await Promise.all([https, http, aws, gcp].map(closed));
      parts.recorder.close();
      store.close();
    },
  };
}

function armParts(
  store: Store,
  settings: Settings,
  {
    origin,
    awsOrigin,
    issuer,
    keys,
    authority,
  }: { origin: string; awsOrigin: string; issuer: string; keys: EntraKeys; authority: string },
): SandboxParts {
  const clock = clockOf(settings);
  const book = new AccessBook(store);
  const kernel: Kernel = {
    store,
    clock,
    settings,
    operations: new Operations(store, clock),
    provisioning: new Provisioning(() => kernel, book, new Deployments(store)),
    effects: new Effects(store),
    faults: new Faults(store),
    tenantId: TENANT_ID,
    origin,
    awsOrigin,
    authority,
  };
  watchEks(store);
  return {
    kernel,
    timeline: new Timeline(store, clock),
    tokens: new TokenCheck({ key: keys.public, issuer, tenantId: TENANT_ID }),
    book,
    routes: routeTable(ARM_ROUTES),
    throttles: new Throttles(store),
    meter: new RequestMeter(),
    log: new RequestLog(),
    buckets: new TokenBuckets(),
    quota: new GoogleQuota(settings),
    recorder: recorderTo(process.env.SANDBOX_RECORD),
  };
}

type SandboxParts = ArmParts & KubernetesParts & AwsParts & GoogleParts;

/** What is not ARM's, by where it begins. */
const SERVED_BELOW = [
  ["/sandbox", serveControl],
  [SERVER_PATH, serveKubernetes],
] as const;

function dispatcher(parts: SandboxParts, door: FrontDoor, controlKey: string): RequestListener {
  return (request, response) => {
    const url = (request.url ?? "/").replace(/^\/+/, "/");
    if (door.owns(url)) return door.listener(request, response);
    if (url.startsWith("/metadata/endpoints?")) {
      const version = new URL(url, parts.kernel.origin).searchParams.get("api-version");
      const { status, body } = metadataEndpoints(parts.kernel.origin, version);
      return sendJson(response, status, body);
    }
    const [, serve] = SERVED_BELOW.find(([path]) => url.startsWith(`${path}/`)) ?? [];
    const act = serve
      ? () => serve({ ...parts, controlKey }, request, response)
      : () => serveArm(parts, request, response);
    servedBy("ARM", act)(request, response);
  };
}

/** A listener that cuts the connection, and says so in the log, where serving fails by a bug. */
function servedBy(
  what: string,
  serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): RequestListener {
  return (request, response) => {
    serve(request, response).catch((error: unknown) => {
      process.stderr.write(
        `${what} ${request.method} ${request.url}: ${error instanceof Error ? error.stack : String(error)}\n`,
      );
      response.destroy();
    });
  };
}

/** What browsers are for, and nothing else: no token ever leaves over plain HTTP. */
function signInOnly(door: FrontDoor): RequestListener {
  const allowed = /^\/[^/]+\/(oauth2\/v2\.0\/(authorize|logout)|signin\/)/;
  return (request, response) => {
    if (allowed.test(request.url ?? "")) return door.listener(request, response);
    sendJson(response, 404, { error: "Only sign-in is served here." });
  };
}
