import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { AccessBook } from "./arm/access.ts";
import { type ArmParts, serveArm } from "./arm/listener.ts";
import { RequestMeter } from "./arm/request-meter.ts";
import { routeTable } from "./arm/route.ts";
import { TokenCheck } from "./arm/token.ts";
import { metadataEndpoints } from "./azure/resources/metadata.ts";
import { ARM_ROUTES } from "./azure/routes.ts";
import { certificatesIn } from "./certificate.ts";
import { clockOf } from "./clock.ts";
import { serveControl } from "./control/listener.ts";
import { Effects } from "./effects.ts";
import { type FrontDoor, frontDoor } from "./entra/front-door.ts";
import { type EntraKeys, entraKeys } from "./entra/keys.ts";
import { entraProvider } from "./entra/provider.ts";
import { Faults } from "./faults.ts";
import { fillStore } from "./fill-store.ts";
import { sendJson } from "./http.ts";
import { CLI, PORTAL, TENANT_ID, USERS } from "./identities.ts";
import { SERVER_PATH } from "./kubernetes/credentials.ts";
import { type KubernetesParts, serveKubernetes } from "./kubernetes/listener.ts";
import { Timeline } from "./kubernetes/timeline.ts";
import { Operations } from "./operations.ts";
import type { Options } from "./options.ts";
import { Deployments } from "./provisioning/deployments.ts";
import { Provisioning } from "./provisioning/provisioning.ts";
import { recorderTo } from "./recorder.ts";
import { RequestLog } from "./request-log.ts";
import { Settings } from "./settings.ts";
import { openStore, type Store } from "./store.ts";
import { Throttles } from "./throttles.ts";
import type { Kernel } from "./types.ts";

/** Only this machine may talk to the sandbox. */
const HOST = "127.0.0.1";

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
  const http = await signInServer(options, (request, response) => serveSignIn(request, response));

  const origin = `https://localhost:${portOf(https)}`;
  const signInOrigin = `http://localhost:${portOf(http)}`;
  const secrets = secretsFrom(settings);
  const keys = entraKeys(settings);
  const issuer = `${origin}/${TENANT_ID}/v2.0`;
  const provider = entraProvider({ store, settings, keys, issuer, signInOrigin, secrets });
  const door = frontDoor(provider, origin);
  const authority = readFileSync(certificates.caFile, "utf8");
  const parts = armParts(store, settings, { origin, issuer, keys, authority });
  if (isNew) parts.kernel.provisioning.comeRound();

  writeFacts(folder, {
    url: origin,
    signInUrl: signInOrigin,
    caFile: certificates.caFile,
    secrets,
  });
  serve = dispatcher(parts, door, secrets.control);
  serveSignIn = signInOnly(door);
  return {
    url: origin,
    async stop() {
      await Promise.all([closed(https), closed(http)]);
      parts.recorder.close();
      store.close();
    },
  };
}

/** Nobody types this port, so when the usual one is taken and none was asked for, any other will do. */
async function signInServer(options: Options, listener: RequestListener): Promise<Server> {
  const wanted = options["sign-in-port"];
  const server = () => createHttpServer(listener);
  if (wanted !== undefined) return listening(server(), wanted);
  const usual = options.port === 0 ? 0 : options.port + 1;
  return listening(server(), usual).catch(() => listening(server(), 0));
}

function armParts(
  store: Store,
  settings: Settings,
  {
    origin,
    issuer,
    keys,
    authority,
  }: { origin: string; issuer: string; keys: EntraKeys; authority: string },
): ArmParts & KubernetesParts {
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
    authority,
  };
  return {
    kernel,
    timeline: new Timeline(store, clock),
    tokens: new TokenCheck({ key: keys.public, issuer, tenantId: TENANT_ID }),
    book,
    routes: routeTable(ARM_ROUTES),
    throttles: new Throttles(store),
    meter: new RequestMeter(),
    log: new RequestLog(),
    recorder: recorderTo(process.env.SANDBOX_RECORD),
  };
}

/** What is not ARM's, by where it begins. */
const SERVED_BELOW = [
  ["/sandbox", serveControl],
  [SERVER_PATH, serveKubernetes],
] as const;

function dispatcher(
  parts: ArmParts & KubernetesParts,
  door: FrontDoor,
  controlKey: string,
): RequestListener {
  return (request, response) => {
    const url = (request.url ?? "/").replace(/^\/+/, "/");
    if (door.owns(url)) return door.listener(request, response);
    if (url.startsWith("/metadata/endpoints?")) {
      const version = new URL(url, parts.kernel.origin).searchParams.get("api-version");
      const { status, body } = metadataEndpoints(parts.kernel.origin, version);
      return sendJson(response, status, body);
    }
    const [, serve] = SERVED_BELOW.find(([path]) => url.startsWith(`${path}/`)) ?? [];
    const served = serve
      ? serve({ ...parts, controlKey }, request, response)
      : serveArm(parts, request, response);
    served.catch((error: unknown) => {
      process.stderr.write(
        `${request.method} ${url}: ${error instanceof Error ? error.stack : String(error)}\n`,
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

interface Secrets {
  portal: string;
  cli: string;
  control: string;
}

function secretsFrom(settings: Settings): Secrets {
  const secret = (name: string) => settings.keep(name, () => randomBytes(24).toString("base64url"));
  return {
    portal: secret("portalSecret"),
    cli: secret("cliSecret"),
    control: secret("controlKey"),
  };
}

/** sandbox.json tells those who may read the data folder how to talk to the sandbox. */
function writeFacts(
  folder: string,
  { secrets, ...places }: { url: string; signInUrl: string; caFile: string; secrets: Secrets },
): void {
  const facts = {
    ...places,
    tenantId: TENANT_ID,
    clientId: PORTAL.clientId,
    clientSecret: secrets.portal,
    cliClientId: CLI.clientId,
    cliClientSecret: secrets.cli,
    controlKey: secrets.control,
    users: USERS.map(({ username, displayName, roleText }) => ({
      username,
      displayName,
      roleText,
    })),
  };
  writeFileSync(join(folder, "sandbox.json"), `${JSON.stringify(facts, null, 2)}\n`, {
    mode: 0o600,
  });
}

function listening<S extends Server>(server: S, port: number): Promise<S> {
  return new Promise((done, failed) => {
    server.once("error", failed);
    server.listen(port, HOST, () => {
      server.off("error", failed);
      done(server);
    });
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function closed(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}
