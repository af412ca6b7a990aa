import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { BodyTooLarge, readText, sendJson } from "../http.ts";
import type { RequestLog } from "../request-log.ts";
import type { Throttles } from "../throttles.ts";
import type { Kernel, Reply } from "../types.ts";
import { type Outcome, underFault } from "../under-fault.ts";
import { answerGoogle, type GoogleIncoming } from "./answer.ts";
import { GoogleError, invalidArgument, statusOfHttp } from "./errors.ts";
import type { GoogleQuota } from "./quota.ts";
import { googleRoutes } from "./route-table.ts";
import { GOOGLE_ROUTES } from "./routes.ts";
import { type Member, memberOf, shownMember } from "./tokens.ts";

const LARGEST_BODY = 4 * 1024 * 1024;
const findRoute = googleRoutes(GOOGLE_ROUTES);

export interface GoogleParts {
  kernel: Kernel;
  throttles: Throttles;
  log: RequestLog;
  quota: GoogleQuota;
}

/** Serves one request to any of Google's APIs; they share an address, and are told apart by their paths. */
export async function serveGoogle(
  parts: GoogleParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const at = Date.now();
  const url = new URL(`http://google${(request.url ?? "/").replace(/^\/+/, "/")}`);
  const method = request.method ?? "GET";
  const path = decoded(url.pathname);
  const match = findRoute(method, path);
  const requestId = randomUUID();
  let member: Member | undefined;
  let outcome: Outcome<Reply>;
  try {
    const text = await readText(request, LARGEST_BODY);
    if (!match) throw new GoogleError("NOT_FOUND", `Method not found: ${method} ${path}`);
    if (!match.route.open) member = memberOf(parts.kernel, request.headers.authorization);
    const contentType = String(request.headers["content-type"] ?? "");
    const body = () => bodyOf(text, contentType);
    const query = url.searchParams;
    const incoming = { method, path, query, body, requestId, match, member, at };
    outcome = await outcomeOf(parts, incoming);
  } catch (error) {
    outcome = { reply: replyToError(error, requestId) };
  }
  parts.log.add({
    at,
    method,
    url: request.url ?? "",
    principal: member && shownMember(member),
    status: "reply" in outcome ? outcome.reply.status : 0,
    requestId,
    cloud: "gcp",
    ...(match && { service: match.route.service, operation: match.route.operation }),
    ...(match?.params.location && { region: match.params.location }),
  });
  if ("reply" in outcome) {
    const { status, body, headers } = outcome.reply;
    return sendJson(response, status, body, { ...headers, server: "ESF" });
  }
  await sleep(outcome.cutAfterSeconds * 1000, undefined, { ref: false });
  response.destroy();
}

async function outcomeOf(
  { kernel, throttles, quota }: GoogleParts,
  incoming: GoogleIncoming,
): Promise<Outcome<Reply>> {
  const { method, path, match, member, requestId } = incoming;
  const call = { principal: member?.name ?? "", method, path };
  throttles.arrived(call, incoming.at);
  kernel.provisioning.settle();
  const operation = `${match.route.service}:${match.route.operation}`;
  const fault = kernel.faults.next("request", { method, path, cloud: "gcp", operation });
  const act = async (): Promise<Reply> => {
    try {
      return { status: 200, body: await answerGoogle(kernel, quota, incoming) };
    } catch (error) {
      return replyToError(error, requestId);
    }
  };
  const outcome = await underFault(fault, act, faultReply);
  if ("reply" in outcome && outcome.reply.status === 429) {
    const wait = Number(outcome.reply.headers?.["retry-after"] ?? 0);
    throttles.refused(call, operation, wait, Date.now());
  }
  return outcome;
}

function faultReply({
  status,
  message,
  retryAfterSeconds,
}: {
  status: number;
  message?: string | undefined;
  retryAfterSeconds?: number | undefined;
}): Reply {
  const wait = retryAfterSeconds ?? (status === 429 ? 1 : undefined);
  const error = new GoogleError(
    statusOfHttp(status),
    message ?? `The request was refused by an injected fault with status ${status}.`,
    { http: status, headers: wait === undefined ? {} : { "retry-after": String(wait) } },
  );
  return replyOf(error);
}

function replyToError(error: unknown, requestId: string): Reply {
  if (error instanceof GoogleError) return replyOf(error);
  if (error instanceof BodyTooLarge) {
    return replyOf(new GoogleError("INVALID_ARGUMENT", error.message, { http: 413 }));
  }
  process.stderr.write(`${requestId} ${error instanceof Error ? error.stack : String(error)}\n`);
  return replyOf(
    new GoogleError("INTERNAL", `The sandbox has a bug; its log has the request ${requestId}.`),
  );
}

function replyOf(error: GoogleError): Reply {
  return { status: error.http, body: error.body(), headers: error.headers };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function bodyOf(text: string, contentType: string): unknown {
  if (text === "") return undefined;
  if (contentType.startsWith("application/x-www-form-urlencoded")) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  try {
    return JSON.parse(text);
  } catch {
    throw invalidArgument("Invalid JSON payload received.");
  }
}
