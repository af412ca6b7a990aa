import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { settleStacks } from "../aws/cloudformation/stacks.ts";
import type { Fault } from "../faults.ts";
import { BodyTooLarge, readText, sendJson } from "../http.ts";
import type { Recorder } from "../recorder.ts";
import type { RequestLog } from "../request-log.ts";
import type { Throttles } from "../throttles.ts";
import { ArmError, type Kernel, type Principal, type Reply } from "../types.ts";
import { type Outcome, underFault } from "../under-fault.ts";
import type { AccessBook } from "./access.ts";
import { answer, type Incoming, replyOf } from "./pipeline.ts";
import type { RequestMeter } from "./request-meter.ts";
import type { RouteTable } from "./route.ts";
import type { TokenCheck } from "./token.ts";

/** ARM's own limit of a request: https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits */
const LARGEST_BODY = 4 * 1024 * 1024;

export interface ArmParts {
  kernel: Kernel;
  tokens: TokenCheck;
  book: AccessBook;
  routes: RouteTable;
  throttles: Throttles;
  meter: RequestMeter;
  log: RequestLog;
  recorder: Recorder;
}

/** Serves one request to Azure Resource Manager. */
export async function serveArm(
  parts: ArmParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const arrivedAt = Date.now();
  const url = new URL(`https://arm${collapsed(request.url ?? "/")}`);
  const headers = request.headers as Record<string, string | undefined>;
  const call = {
    method: request.method ?? "GET",
    path: decoded(url.pathname),
    query: url.searchParams,
    headers,
    text: "",
    requestId: randomUUID(),
  };
  let principal: Principal | undefined;
  let outcome: Outcome<Reply>;
  try {
    call.text = await readText(request, LARGEST_BODY);
    principal = await parts.tokens.principalOf(headers.authorization);
    outcome = await outcomeOf(parts, { ...call, principal }, arrivedAt);
  } catch (error) {
    outcome = { reply: replyToError(error, call.requestId) };
  }
  const status = "reply" in outcome ? outcome.reply.status : 0;
  parts.log.add({
    at: arrivedAt,
    method: call.method,
    url: request.url ?? "",
    principal: principal?.name,
    status,
    requestId: call.requestId,
  });
  if ("reply" in outcome) {
    const headers = { ...standardHeaders(call, parts.meter, principal), ...outcome.reply.headers };
    const body = call.method === "HEAD" ? undefined : outcome.reply.body;
    sendJson(response, status, body, headers);
    parts.recorder.record(request, call.text, { status, headers: sentHeaders(response), body });
    return;
  }
  await sleep(outcome.cutAfterSeconds * 1000, undefined, { ref: false });
  response.destroy();
}

function sentHeaders(response: ServerResponse): Record<string, string> {
  const headers = Object.entries(response.getHeaders());
  return Object.fromEntries(headers.map(([name, value]) => [name, String(value)]));
}

async function outcomeOf(
  parts: ArmParts,
  incoming: Incoming,
  arrivedAt: number,
): Promise<Outcome<Reply>> {
  const { kernel, throttles } = parts;
  const call = {
    principal: incoming.principal.objectId,
    method: incoming.method,
    path: incoming.path,
  };
  throttles.arrived(call, arrivedAt);
  // Defender looks at roles in AWS, which stacks make.
  settleStacks(kernel);
  kernel.provisioning.settle();
  const fault = kernel.faults.next("request", call);
  const act = () => answer(kernel, parts.routes, parts.book, incoming);
  const outcome = await underFault(fault, act, faultReply);
  if ("reply" in outcome && outcome.reply.status === 429) {
    const { headers, body } = outcome.reply;
    const { code = "" } = (body as { error?: { code?: string } })?.error ?? {};
    throttles.refused(call, code, Number(headers?.["retry-after"] ?? 0), Date.now());
  }
  return outcome;
}

/** Codes that ARM uses with these statuses when a fault does not name one. */
const USUAL_CODES: Readonly<Record<number, string>> = {
  409: "Conflict",
  429: "TooManyRequestsForResource",
  500: "InternalServerError",
  502: "BadGateway",
  503: "ServiceUnavailable",
  504: "GatewayTimeout",
};

function faultReply({
  status,
  code,
  message,
  retryAfterSeconds,
}: Extract<Fault, { kind: "status" }>): Reply {
  const wait = retryAfterSeconds ?? (status === 429 ? 1 : undefined);
  return replyOf(
    new ArmError(
      status,
      code ?? USUAL_CODES[status] ?? "InjectedFault",
      message ?? `The request was refused by an injected fault with status ${status}.`,
      wait === undefined ? {} : { headers: { "retry-after": String(wait) } },
    ),
  );
}

function replyToError(error: unknown, requestId: string): Reply {
  if (error instanceof ArmError) return replyOf(error);
  if (error instanceof BodyTooLarge) {
    return replyOf(new ArmError(413, "RequestContentTooLarge", error.message));
  }
  process.stderr.write(`${requestId} ${error instanceof Error ? error.stack : String(error)}\n`);
  return replyOf(
    new ArmError(500, "InternalServerError", "The sandbox has a bug; its log has the request id."),
  );
}

function standardHeaders(
  { headers, requestId, method, path }: Pick<Incoming, "headers" | "requestId" | "method" | "path">,
  meter: RequestMeter,
  principal: Principal | undefined,
): Record<string, string> {
  const clientId = headers["x-ms-client-request-id"];
  return {
    "x-ms-request-id": requestId,
    "x-ms-correlation-request-id": headers["x-ms-correlation-request-id"] ?? requestId,
    ...(clientId &&
      headers["x-ms-return-client-request-id"] && { "x-ms-client-request-id": clientId }),
    ...(principal && meter.headersFor(principal.objectId, method, path)),
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
  };
}

/** Some SDKs begin the path with two slashes, which a URL would take for a host. */
function collapsed(url: string): string {
  return url.replace(/^\/+/, "/");
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
