import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { ArmRequest, Body, Resource } from "../../types.ts";
import type { AssignmentBody, AssignmentPatch } from "./policy-assignment.ts";

type SentIdentity = AssignmentBody["identity"];
type StoredIdentity = {
  type: string;
  principalId?: string;
  userAssignedIdentities?: Record<string, { principalId: string; clientId: string }>;
};

/** What becomes of an assignment when `sent` is put in its place. */
export function bodyAfter(
  request: ArmRequest,
  sent: AssignmentBody,
  before: Resource | undefined,
): Body {
  const { scope: _scope, parameters, notScopes, metadata, ...properties } = sent.properties;
  const identity = identityAfter(request, sent.identity, before);
  return {
    ...(sent.location && { location: sent.location }),
    ...(identity && { identity }),
    properties: {
      ...withoutNulls(properties),
      enforcementMode: sent.properties.enforcementMode ?? "Default",
      notScopes: notScopes ?? [],
      parameters: parameters ?? {},
      scope: request.params.scope ?? "",
      metadata: { ...metadata, ...authorship(request, before) },
    },
  };
}

/** What becomes of it when only some of it is sent. */
export function patchedBody(
  request: ArmRequest,
  { location, identity, properties }: z.infer<typeof AssignmentPatch>,
  before: Resource,
): Body {
  const stored = before.body.properties as Body;
  const { identity: old, ...body } = before.body;
  const after = identity ? identityAfter(request, identity, before) : old;
  const { resourceSelectors, overrides } = properties ?? {};
  return {
    ...body,
    ...(location && { location }),
    ...(after !== undefined && { identity: after }),
    properties: {
      ...stored,
      ...(resourceSelectors && { resourceSelectors }),
      ...(overrides && { overrides }),
      metadata: { ...(stored.metadata as Body | undefined), ...authorship(request, before) },
    },
  };
}

/** A system-assigned identity gets its principal once and keeps it as long as it stays one. */
function identityAfter(
  { kernel }: ArmRequest,
  sent: SentIdentity,
  before: Resource | undefined,
): object | undefined {
  const known = before?.body.identity as StoredIdentity | undefined;
  if (sent?.type === "SystemAssigned") {
    const principalId = known?.principalId ?? randomUUID();
    return { type: "SystemAssigned", principalId, tenantId: kernel.tenantId };
  }
  if (sent?.type !== "UserAssigned") return undefined;
  const identities = Object.keys(sent.userAssignedIdentities ?? {}).map((id) => [
    id,
    known?.userAssignedIdentities?.[id] ?? { principalId: randomUUID(), clientId: randomUUID() },
  ]);
  return { type: "UserAssigned", userAssignedIdentities: Object.fromEntries(identities) };
}

function authorship({ kernel, access }: ArmRequest, before: Resource | undefined) {
  const now = new Date(kernel.clock.now()).toISOString();
  const by = access.principal.objectId;
  const { metadata } = (before?.body.properties ?? {}) as { metadata?: Body };
  return before
    ? {
        createdBy: metadata?.createdBy ?? null,
        createdOn: metadata?.createdOn ?? null,
        updatedBy: by,
        updatedOn: now,
      }
    : { createdBy: by, createdOn: now, updatedBy: null, updatedOn: null };
}

function withoutNulls(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
}
