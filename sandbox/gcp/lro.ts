import { randomUUID } from "node:crypto";
import type { Resource } from "../types.ts";
import type { GoogleCall } from "./call.ts";
import { notFound } from "./errors.ts";
import { rowAt, rowOf } from "./rows.ts";

/** IAM and Service Usage are quick about their long-running operations, by the sandbox's clock. */
const SECONDS = 0.5;

interface NewLongRunning {
  service: string;
  /** What its name begins with: `projects/1/locations/global/workloadIdentityPools/p/operations`. */
  below: string;
  metadata: object;
  /** What it answers in the end, with its `@type`. */
  response: object;
}

/** When an operation that begins now ends. */
function endOf({ kernel }: GoogleCall): number {
  return kernel.clock.now() + SECONDS * 1000;
}

/** Begins an operation of google.longrunning and shows it as it is at once. */
export function beginLongRunning(call: GoogleCall, begun: NewLongRunning): object {
  const { kernel } = call;
  const name = `${begun.below}/${randomUUID().replaceAll("-", "").slice(0, 24)}`;
  const id = `//${begun.service}.googleapis.com/${name}`;
  const { metadata, response } = begun;
  const body = { name, metadata, response, endsAt: endOf(call) };
  return shown(kernel.store.put(rowOf("operation", id, body), kernel.clock.now()), 0);
}

/**
 * The operation of a google.longrunning kind with this name.
 * @throws GoogleError 404
 */
export function longRunning({ kernel }: GoogleCall, service: string, name: string): object {
  const row = rowAt(kernel.store, "operation", `//${service}.googleapis.com/${name}`);
  if (!row) throw notFound(`Operation ${name} was not found.`);
  return shown(row, kernel.clock.now());
}

function shown({ body }: Resource, now: number): object {
  const { name, metadata, response, endsAt } = body;
  const done = Number(endsAt) <= now;
  return { name, metadata, ...(done && { done, response }) };
}
