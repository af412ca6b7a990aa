import { randomUUID } from "node:crypto";
import type { Kernel } from "../types.ts";
import { answerGoogle } from "./answer.ts";
import { googleRoutes } from "./route-table.ts";
import { GOOGLE_ROUTES } from "./routes.ts";
import type { Member } from "./tokens.ts";

const findRoute = googleRoutes(GOOGLE_ROUTES);

/** A call of one of Google's APIs from within the sandbox. */
export interface InnerCall {
  method: string;
  /** With its query: `/v1/projects/p/locations/-/clusters`. */
  path: string;
  body?: unknown;
}

/**
 * Asks Google on behalf of somebody whom the sandbox plays itself, such as Defender: permissions are checked and
 * effects counted as if the call had come over the wire. It uses up no quota.
 * @throws GoogleError
 */
export function callGoogle(kernel: Kernel, member: Member, call: InnerCall): unknown {
  const url = new URL(`http://google${call.path}`);
  const path = decodeURIComponent(url.pathname);
  const match = findRoute(call.method, path);
  if (!match) throw new Error(`Google has no ${call.method} ${path}.`);
  const answer = answerGoogle(kernel, undefined, {
    ...{ method: call.method, path, query: url.searchParams, match, member },
    ...{ requestId: randomUUID(), at: Date.now(), body: () => call.body },
  });
  if (answer instanceof Promise) throw new Error(`${path} can't be asked from within.`);
  return answer;
}
