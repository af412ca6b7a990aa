import type { z } from "zod";
import type { Kernel, Resource } from "../types.ts";
import { invalidArgument } from "./errors.ts";
import type { Member } from "./tokens.ts";

/** A request to a Google API that has passed the token check and, where a route wants one, the permission check. */
export interface GoogleCall {
  kernel: Kernel;
  /** Who asks, as IAM writes members: `user:…`, `serviceAccount:…`, `principal://…`. */
  member: Member;
  method: string;
  /** What is asked, as faults name it: `container:clusters.list`. */
  operation: string;
  /** Decoded. */
  path: string;
  /** The values of the route's placeholders. */
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  body: unknown;
  requestId: string;
  /** The project that the path names; absent where it names none. */
  project?: Resource;
}

/** What a handler answers with status 200; an error is thrown. */
export type GoogleHandler = (call: GoogleCall) => object | Promise<object>;

/** One method of a Google API. */
export interface GoogleRoute {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With placeholders: `{name}` is one segment, without a colon. Case matters. `{project}` is a project by id or number. */
  path: string;
  /** `container`, as in container.googleapis.com. */
  service: string;
  /** As the service's own documentation names it: `clusters.list`. */
  operation: string;
  /** What the caller must hold; null when the handler checks by itself, or when there is nothing to check. */
  permission: string | null;
  /** What else but the project may give it: something with an IAM policy of its own. */
  resource?: (call: GoogleCall) => Resource | undefined;
  /** Whether it is answered without a token: only the exchange of tokens is. */
  open?: true;
  /** Whether it works while the service is not enabled on the project. */
  always?: true;
  handler: GoogleHandler;
}

/**
 * The body of a request in the shape of a schema.
 * @throws GoogleError 400 that names the first member that is wrong.
 */
export function googleBody<S extends z.ZodType>(schema: S, body: unknown): z.infer<S> {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join(".") ?? "";
  throw invalidArgument(`Invalid value at '${field}': ${issue?.message ?? "not an object"}`, field);
}

/** The project of a call whose path names one. */
export function projectOf({ project }: GoogleCall): Resource {
  if (!project) throw new Error("This route's path names no project.");
  return project;
}

/** Google's times have no more digits than they need. */
export function googleTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** Counts a change that was accepted; belongs into the transaction of the change. */
export function recordEffect(
  { kernel, member, requestId }: GoogleCall,
  resourceId: string,
  kind: string,
): void {
  kernel.effects.record(
    { resourceId, kind, principal: member.name, requestId },
    kernel.clock.now(),
  );
}
