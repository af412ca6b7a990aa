import type { IncomingMessage, ServerResponse } from "node:http";

/** Thrown when a client sends more than it may. */
export class BodyTooLarge extends Error {}

/**
 * The body of a request as text.
 * @param limit in bytes
 * @throws BodyTooLarge
 */
export async function readText(request: IncomingMessage, limit: number): Promise<string> {
  return (await readBytes(request, limit)).toString("utf8");
}

/** The body of a request as it came; otherwise as `readText`. */
export async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new BodyTooLarge(`The request is larger than ${limit} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Sends a JSON body, or none. The response then knows the headers that went with it. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = body === undefined ? "" : JSON.stringify(body);
  const sent = {
    "cache-control": "no-cache",
    ...(text !== "" && { "content-type": "application/json; charset=utf-8" }),
    ...(status !== 204 && { "content-length": String(Buffer.byteLength(text)) }),
    ...headers,
  };
  for (const [name, value] of Object.entries(sent)) response.setHeader(name, value);
  response.writeHead(status);
  response.end(text);
}
