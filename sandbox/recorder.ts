import { closeSync, openSync, writeSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import type { Reply } from "./types.ts";

/** Writes every exchange with ARM into a file, one JSON document a line, for judging it by Azure's OpenAPI files. */
export interface Recorder {
  record(request: IncomingMessage, body: string, reply: Reply): void;
  close(): void;
}

/** A recorder into a file, or one that records nothing. */
export function recorderTo(file: string | undefined): Recorder {
  if (!file) return { record() {}, close() {} };
  const handle = openSync(file, "a");
  return {
    record(request, body, { status, headers, body: answer }) {
      const exchange = {
        request: {
          method: request.method,
          url: request.url,
          headers: withoutSecrets(request.headers),
          ...(body !== "" && { body: parsed(body) }),
        },
        response: { statusCode: status, headers: headers ?? {}, body: answer },
      };
      writeSync(handle, `${JSON.stringify(exchange)}\n`);
    },
    close: () => closeSync(handle),
  };
}

function withoutSecrets(headers: IncomingMessage["headers"]): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => name !== "authorization");
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
