import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../faults.ts";
import { BodyTooLarge, readText } from "../http.ts";
import type { RequestLog } from "../request-log.ts";
import type { Kernel } from "../types.ts";
import { AwsError } from "./aws-error.ts";
import { settleStacks } from "./cloudformation/stacks.ts";
import { carryOut, prepare } from "./invoke.ts";
import type { WireAnswer } from "./protocols/protocol.ts";
import { type Accepted, type Asked, whatIsAsked } from "./reception.ts";
import type { WireRequest } from "./signature.ts";
import type { TokenBuckets } from "./token-buckets.ts";

const LARGEST_BODY = 1024 * 1024;

export interface AwsParts {
  kernel: Kernel;
  log: RequestLog;
  buckets: TokenBuckets;
}

/** What becomes of a request: an answer, or a connection that is cut, at once or after a while. */
type Outcome = { answer: WireAnswer; code?: string } | { cutAfterSeconds: number };

/** Serves one request to AWS, whichever of its services it is for. */
export async function serveAws(
  parts: AwsParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const arrivedAt = Date.now();
  const requestId = randomUUID();
  const wire: WireRequest = {
    method: request.method ?? "GET",
    url: request.url ?? "/",
    headers: request.headers,
    body: "",
  };
  let asked: Asked | undefined;
  let outcome: Outcome;
  try {
    wire.body = await readText(request, LARGEST_BODY);
    parts.kernel.provisioning.settle();
    asked = whatIsAsked(parts.kernel, wire);
    outcome =
      "refusal" in asked
        ? refused(asked, asked.refusal, requestId)
        : await outcomeOf(parts, asked, requestId);
  } catch (error) {
    if (!(error instanceof BodyTooLarge)) throw error;
    outcome = { answer: { status: 413, headers: {}, body: "" } };
  }
  parts.log.add({
    at: arrivedAt,
    method: wire.method,
    url: wire.url,
    principal: asked?.caller?.principal.arn,
    status: "answer" in outcome ? outcome.answer.status : 0,
    requestId,
    cloud: "aws",
    service: asked?.service?.name,
    operation: asked?.operation?.name,
    region: asked?.region,
    ...("code" in outcome && { code: outcome.code }),
  });
  if ("answer" in outcome) return send(response, outcome.answer);
  await sleep(outcome.cutAfterSeconds * 1000, undefined, { ref: false });
  response.destroy();
}

function send(response: ServerResponse, { status, headers, body }: WireAnswer): void {
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
  response.end(body);
}

async function outcomeOf(parts: AwsParts, asked: Accepted, requestId: string): Promise<Outcome> {
  const { kernel } = parts;
  const { service, operation, protocol, input, caller } = asked;
  try {
    throttle(parts, asked);
    settleStacks(kernel);
    const prepared = prepare(kernel, service, operation, {
      input,
      caller: { ...caller, requestId },
    });
    const [path = "*"] = prepared.resources;
    const fault = kernel.faults.next("request", {
      cloud: "aws",
      operation: `${service.name}:${operation.name}`,
      method: asked.method,
      path: path === "*" ? asked.path : path,
    });
    return await underFault(fault, asked, requestId, async () => {
      const output = await carryOut(prepared, protocol.errors.accessDenied);
      return { answer: protocol.answer(service, { operation, requestId }, output) };
    });
  } catch (error) {
    return refused(asked, error, requestId);
  }
}

/** @throws AwsError when the account asks for this more often than it may */
function throttle(
  { kernel, buckets }: AwsParts,
  { service, operation, protocol, caller }: Accepted,
) {
  const setting = kernel.settings.get("awsQuota");
  const quota = setting === "documented" ? (operation.quota ?? service.quota) : setting;
  const { principal, region } = caller;
  const key = `${principal.account} ${region} ${service.name}:${operation.name}`;
  if (buckets.take(key, quota, Date.now())) return;
  const [code, status] = protocol.errors.throttled;
  throw new AwsError(code, "Rate exceeded", status);
}

async function underFault(
  fault: Fault | undefined,
  asked: Accepted,
  requestId: string,
  act: () => Promise<Outcome>,
): Promise<Outcome> {
  switch (fault?.kind) {
    case "status":
      return refused(asked, faultError(fault, asked), requestId, fault.retryAfterSeconds);
    case "reset":
      return { cutAfterSeconds: 0 };
    case "slow":
      await sleep(fault.seconds * 1000, undefined, { ref: false });
      return act();
    case "accept-then-reset":
      await act();
      return { cutAfterSeconds: 0 };
    case "accept-then-hang":
      await act();
      return { cutAfterSeconds: fault.seconds };
    default:
      return act();
  }
}

function faultError(
  { status, code, message }: Extract<Fault, { kind: "status" }>,
  { protocol: { errors } }: Accepted,
): AwsError {
  const usual =
    status === 429 ? errors.throttled[0] : status < 500 ? "InjectedFault" : errors.internal[0];
  return new AwsError(
    code ?? usual,
    message ?? `The request was refused by an injected fault with status ${status}.`,
    status,
  );
}

function refused(
  { protocol, service }: Pick<Asked, "protocol" | "service">,
  error: unknown,
  requestId: string,
  retryAfterSeconds?: number,
): Outcome {
  const known = error instanceof AwsError ? error : bug(error, protocol.errors.internal, requestId);
  const answer = protocol.refuse(known, requestId, service);
  const wait = retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
  return { answer: { ...answer, headers: { ...answer.headers, ...wait } }, code: known.code };
}

function bug(error: unknown, [code, status]: [string, number], requestId: string): AwsError {
  process.stderr.write(`${requestId} ${error instanceof Error ? error.stack : String(error)}\n`);
  return new AwsError(code, "The sandbox has a bug; its log has the request id.", status);
}
