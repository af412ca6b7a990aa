import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { readText, sendJson } from "../http.ts";
import type { RequestLog } from "../request-log.ts";
import type { Kernel } from "../types.ts";
import { answerCall, answers, type KubernetesReply } from "./api.ts";
import { isToken, SERVER_PATH, userOf } from "./credentials.ts";
import { StatusError, unauthorized } from "./status.ts";
import type { Timeline } from "./timeline.ts";

const LARGEST_BODY = 1024 * 1024;

export interface KubernetesParts {
  kernel: Kernel;
  timeline: Timeline;
  log: RequestLog;
}

/** A cluster's id has eight parts; what follows is the path within its API. */
const ADDRESS = /^((?:\/[^/]+){8})(\/.*|)$/;

/** Serves one request to the API server of one cluster. */
export async function serveKubernetes(
  parts: KubernetesParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { kernel, log } = parts;
  const arrivedAt = Date.now();
  const url = new URL(request.url ?? "/", kernel.origin);
  const [, id = "", path = ""] = ADDRESS.exec(url.pathname.slice(SERVER_PATH.length)) ?? [];
  kernel.provisioning.settle();
  const cluster = kernel.store.get(decodeURIComponent(id));
  // A stopped cluster has no server, and a private one none that can be seen from here.
  if (!answers(cluster)) return void response.destroy();
  const known = isToken(kernel.settings, cluster, request.headers.authorization);
  const user = known ? userOf(cluster) : undefined;
  const reply = await replied(async () => {
    if (user === undefined) throw unauthorized();
    return answerCall({
      ...parts,
      cluster,
      user,
      method: request.method ?? "GET",
      path: decodeURIComponent(path).replace(/(.)\/$/, "$1"),
      query: url.searchParams,
      accept: String(request.headers.accept ?? ""),
      text: await readText(request, LARGEST_BODY),
    });
  });
  log.add({
    at: arrivedAt,
    method: request.method ?? "",
    url: request.url ?? "",
    principal: user,
    status: reply.status,
    requestId: randomUUID(),
  });
  send(response, reply);
}

async function replied(act: () => Promise<KubernetesReply>): Promise<KubernetesReply> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof StatusError) return { status: error.code, body: error.body() };
    throw error;
  }
}

function send(response: ServerResponse, { status, body, type }: KubernetesReply): void {
  if (typeof body === "string") {
    response.writeHead(status, { "content-type": type ?? "text/plain" }).end(body);
    return;
  }
  sendJson(response, status, body, { "content-type": type ?? "application/json" });
}
