import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Store } from "../../store.ts";
import type { Resource } from "../../types.ts";
import { type GoogleCall, googleBody, recordEffect } from "../call.ts";
import { GoogleError, invalidArgument } from "../errors.ts";
import { changed } from "../rows.ts";
import { checkMember } from "./members.ts";
import { roleExists } from "./role-permissions.ts";

const Binding = z.object({
  role: z.string(),
  members: z.array(z.string()).default([]),
  condition: z.unknown().optional(),
});
const Policy = z.object({
  version: z.number().int().optional(),
  bindings: z.array(Binding).default([]),
  etag: z.string().optional(),
});
export type Policy = z.infer<typeof Policy>;

const SetPolicy = z.object({ policy: Policy, updateMask: z.string().optional() });
const TestPermissions = z.object({ permissions: z.array(z.string()).default([]) });

/** https://cloud.google.com/resource-manager/reference/rest/v1/projects/testIamPermissions (as far as known) */
const MOST_TESTED = 100;
/** The etag of a policy that nobody has set yet, as IAM gives it. */
const FIRST_ETAG = "ACAB";

/** Who holds which roles on something, as its row keeps it. */
export function policyOf(row: Resource): Policy {
  return Policy.parse(row.body.policy ?? {});
}

/** A policy as IAM shows it. */
export function shownPolicy(row: Resource): object {
  const { bindings, etag } = policyOf(row);
  return { version: 1, etag: etag ?? FIRST_ETAG, ...(bindings.length > 0 && { bindings }) };
}

/**
 * Puts the policy of a request in force. Members and roles must exist, and an etag that is sent must be today's.
 * @throws GoogleError 400 or 409
 */
export function setPolicy(call: GoogleCall, row: Resource): object {
  const { kernel } = call;
  const { policy } = googleBody(SetPolicy, call.body);
  const current = policyOf(row).etag ?? FIRST_ETAG;
  if (policy.etag && !isSameEtag(policy.etag, current)) {
    throw new GoogleError(
      "ABORTED",
      "There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff. The request's ETag did not match the current policy's ETag.",
    );
  }
  checkBindings(kernel.store, policy, row);
  const bindings = merged(policy.bindings);
  const stored = kernel.store.transaction(() => {
    recordEffect(call, row.id, "setIamPolicy");
    const etag = randomBytes(8).toString("base64");
    const next = changed(row, { policy: { version: 1, bindings, etag } });
    return kernel.store.put(next, kernel.clock.now());
  });
  return shownPolicy(stored);
}

/** Which of the permissions of a request the caller holds. */
export function heldOf(call: GoogleCall, holds: (permission: string) => boolean): object {
  const { permissions } = googleBody(TestPermissions, call.body);
  const wild = permissions.find((permission) => permission.includes("*"));
  if (wild !== undefined) throw invalidArgument(`Permission ${wild} is not valid.`);
  if (permissions.length > MOST_TESTED) {
    throw invalidArgument(`At most ${MOST_TESTED} permissions can be tested at once.`);
  }
  const held = permissions.filter(holds);
  return held.length > 0 ? { permissions: held } : {};
}

/** Clients may write bytes in either alphabet of base64, with and without padding. */
function isSameEtag(given: string, current: string): boolean {
  return Buffer.from(given, "base64").equals(Buffer.from(current, "base64"));
}

function checkBindings(store: Store, { bindings }: Policy, row: Resource): void {
  for (const { role, members, condition } of bindings) {
    if (condition !== undefined && condition !== null) {
      throw invalidArgument("The sandbox does not evaluate conditions of role bindings.");
    }
    if (!roleExists(store, role)) {
      throw invalidArgument(`Role ${role} is not supported for this resource.`);
    }
    const before = policyOf(row).bindings.find((binding) => binding.role === role)?.members ?? [];
    // Members that were there before may stay, whatever has become of them since.
    for (const member of members.filter((one) => !before.includes(one))) checkMember(store, member);
  }
}

/** One binding for each role, each member once, as IAM keeps them. */
function merged(bindings: Policy["bindings"]): object[] {
  const byRole = new Map<string, Set<string>>();
  for (const { role, members } of bindings) {
    byRole.set(role, new Set([...(byRole.get(role) ?? []), ...members]));
  }
  return [...byRole]
    .filter(([, members]) => members.size > 0)
    .map(([role, members]) => ({ role, members: [...members] }));
}
