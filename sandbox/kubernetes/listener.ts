import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { readBytes, sendJson } from "../http.ts";
import type { RequestLog } from "../request-log.ts";
import type { Kernel } from "../types.ts";
import { answerCall } from "./api.ts";
import type { KubernetesReply } from "./call.ts";
import { SERVER_PATH } from "./credentials.ts";
import { jsonOfProtobuf, PROTOBUF } from "./protobuf.ts";
import { serverAt } from "./servers.ts";
import { StatusError, unauthorized } from "./status.ts";
import type { Timeline } from "./timeline.ts";

const LARGEST_BODY = 1024 * 1024;

export interface KubernetesParts {
  kernel: Kernel;
  timeline: Timeline;
  log: RequestLog;
}

/** Serves one request to the API server of one cluster. */
export async function serveKubernetes(
  parts: KubernetesParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { kernel, log } = parts;
  const arrivedAt = Date.now();
  const url = new URL(request.url ?? "/", kernel.origin);
  kernel.provisioning.settle();
  const server = serverAt(kernel, url.pathname.slice(SERVER_PATH.length));
  // A stopped cluster has no server, and a private one none that can be seen from here.
  if (!server) return void response.destroy();
  const { cluster, base, path } = server;
  const user = await server.userOf(request.headers.authorization);
  const reply = await replied(async () => {
    if (user === undefined) throw unauthorized();
    return answerCall({
      ...parts,
      cluster,
      user,
      method: request.method ?? "GET",
      base,
      path: path.replace(/(.)\/$/, "$1"),
      query: url.searchParams,
      accept: String(request.headers.accept ?? ""),
      ...given(
        String(request.headers["content-type"] ?? ""),
        await readBytes(request, LARGEST_BODY),
      ),
    });
  });
  log.add({
    at: arrivedAt,
    method: request.method ?? "",
    url: request.url ?? "",
    principal: user?.name,
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

/** What a client sent, as JSON whatever it wrote it in. */
function given(contentType: string, body: Buffer): { contentType: string; text: string } {
  if (!contentType.startsWith(PROTOBUF)) return { contentType, text: body.toString("utf8") };
  return { contentType: "application/json", text: jsonOfProtobuf(body) };
}
