import { z } from "zod";
import type { Resource } from "../../types.ts";

export const POLICY_ASSIGNMENT_TYPE = "microsoft.authorization/policyassignments";

const Identity = z.looseObject({
  type: z.enum(["SystemAssigned", "UserAssigned", "None"]),
  userAssignedIdentities: z.record(z.string(), z.unknown()).nullish(),
});

/** A policy assignment as it may be sent. */
export const AssignmentBody = z.looseObject({
  location: z.string().nullish(),
  identity: Identity.nullish(),
  properties: z.looseObject({
    policyDefinitionId: z.string(),
    displayName: z.string().max(128).nullish(),
    description: z.string().max(512).nullish(),
    parameters: z.record(z.string(), z.looseObject({ value: z.unknown() })).nullish(),
    notScopes: z.array(z.string()).nullish(),
    enforcementMode: z.enum(["Default", "DoNotEnforce"]).nullish(),
    metadata: z.record(z.string(), z.unknown()).nullish(),
    nonComplianceMessages: z.array(z.looseObject({ message: z.string() })).nullish(),
  }),
});
export type AssignmentBody = z.infer<typeof AssignmentBody>;

/** What may be changed without sending the whole. */
export const AssignmentPatch = z.looseObject({
  location: z.string().nullish(),
  identity: Identity.nullish(),
  properties: z
    .looseObject({
      resourceSelectors: z.array(z.looseObject({})).nullish(),
      overrides: z.array(z.looseObject({})).nullish(),
    })
    .nullish(),
});

/** The parts of a stored assignment that decide what it does. */
export const StoredAssignment = z.looseObject({
  identity: z
    .looseObject({
      principalId: z.string().optional(),
      userAssignedIdentities: z
        .record(z.string(), z.looseObject({ principalId: z.string() }))
        .optional(),
    })
    .optional(),
  properties: z.looseObject({
    displayName: z.string().nullish(),
    policyDefinitionId: z.string(),
    scope: z.string(),
    notScopes: z.array(z.string()),
    parameters: z.record(z.string(), z.looseObject({ value: z.unknown().optional() })),
    enforcementMode: z.enum(["Default", "DoNotEnforce"]),
  }),
});
export type StoredAssignment = z.infer<typeof StoredAssignment>;

/** What a stored assignment says; its shape was checked when it was written. */
export function storedAssignment({ body }: Resource): StoredAssignment {
  return StoredAssignment.parse(body);
}

/** The object id of the identity that an assignment deploys with; an assignment may have none. */
export function identityOf({ identity }: StoredAssignment): string | undefined {
  const [assigned] = Object.values(identity?.userAssignedIdentities ?? {});
  return identity?.principalId ?? assigned?.principalId;
}
