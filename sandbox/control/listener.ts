import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { ZodError } from "zod";
import { readText, sendJson } from "../http.ts";
import { CONTROL_ROUTES, type ControlParts } from "./routes.ts";

const LARGEST_BODY = 1024 * 1024;

/** Serves /sandbox/…: whether the sandbox is ready, to everybody; all else to who has the control key. */
export async function serveControl(
  parts: ControlParts & { controlKey: string },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "https://sandbox");
  const [name = "", ...rest] = url.pathname.replace(/^\/sandbox\//, "").split("/");
  if (name === "health") return sendJson(response, 200, { status: "ready" });
  if (!sameKey(String(request.headers["x-sandbox-key"] ?? ""), parts.controlKey)) {
    return sendJson(response, 401, { error: "The header x-sandbox-key is missing or wrong." });
  }
  const handler = CONTROL_ROUTES[`${request.method} ${name}`];
  if (!handler)
    return sendJson(response, 404, { error: `There is no ${request.method} ${url.pathname}.` });
  try {
    const text = await readText(request, LARGEST_BODY);
    const body = text === "" ? undefined : JSON.parse(text);
    const answer = handler(parts, { body, query: url.searchParams, rest: rest.join("/") });
    sendJson(response, answer === undefined ? 204 : 200, answer);
  } catch (error) {
    if (!(error instanceof ZodError || error instanceof SyntaxError)) throw error;
    sendJson(response, 400, { error: error.message });
  }
}

function sameKey(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
