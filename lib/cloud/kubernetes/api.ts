import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { z } from "zod";
import { CloudFault, type FaultKind } from "../faults.ts";
import type { ApiAccess } from "./kubeconfig.ts";

/** A person waits for the answer, and a private cluster's address leads nowhere at all. */
const ANSWER_TIMEOUT_MS = 10_000;
/** More than a page of 500 pods has. */
const ANSWER_BYTES_MAX = 16 * 1024 * 1024;

const KIND_OF_STATUS: Record<number, FaultKind> = {
  401: "forbidden",
  403: "forbidden",
  404: "missing",
  429: "throttled",
};

/** How Kubernetes says no: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
const Status = z.object({ message: z.string().optional(), reason: z.string().optional() });

/**
 * Reads from a cluster's API. Its certificate must come from the authority that the kubeconfig names, and a
 * redirect is no answer: the token goes nowhere else.
 * @throws CloudFault
 */
export async function readApi<S extends z.ZodType>(
  access: ApiAccess,
  path: string,
  query: Record<string, string>,
  schema: S,
): Promise<z.infer<S>> {
  const { status, text } = await ask(access, path, query);
  const body = jsonOf(text);
  if (status !== 200) {
    const { message, reason } = Status.safeParse(body).data ?? {};
    throw fault(
      KIND_OF_STATUS[status] ?? (status >= 500 ? "unreachable" : "rejected"),
      reason || `Http${status}`,
      message || `The cluster's API answered with status ${status} and no explanation.`,
      status,
    );
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw fault("rejected", "UnexpectedAnswer", "The cluster's API answered something else.", status);
}

function ask(access: ApiAccess, path: string, query: Record<string, string>) {
  const url = new URL(access.server);
  url.pathname = `${url.pathname.replace(/\/$/, "")}${path}`;
  url.search = new URLSearchParams(query).toString();
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => reject(unanswered(error));
    const call = request(
      url,
      {
        ca: access.ca,
        ...access.certificate,
        headers: {
          accept: "application/json",
          "user-agent": "breakwater",
          ...(access.token && { authorization: `Bearer ${access.token}` }),
        },
        agent: false,
        signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      },
      (answer) =>
        textOf(answer).then(
          (text) => resolve({ status: answer.statusCode ?? 0, text }),
          (error) => {
            call.destroy();
            failed(error);
          },
        ),
    );
    call.on("error", failed);
    call.end();
  });
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > ANSWER_BYTES_MAX) throw new Error("The answer is too long.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unanswered({ name, code, message }: NodeJS.ErrnoException): CloudFault {
  const late = name === "AbortError" || name === "TimeoutError";
  const words = late
    ? `The cluster's API did not answer within ${ANSWER_TIMEOUT_MS / 1000} seconds.`
    : `The cluster's API did not answer: ${message}.`;
  return fault("unreachable", late ? "NoAnswer" : (code ?? "NoAnswer"), words, 0);
}

function fault(kind: FaultKind, code: string, message: string, status: number): CloudFault {
  return new CloudFault({ kind, code, message, status, requestId: null });
}
