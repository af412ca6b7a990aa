import type { Person } from "../access/model.ts";
import { placeOfScope, rightsOf } from "../access/rights.ts";
import type { StoredWish } from "./wish.ts";

type Grant = StoredWish["grants"][number];

/**
 * The names of the roles that these policies need.
 * Source: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles (read 2026-11).
 */
const ROLE_NAMES: Readonly<Record<string, string>> = {
  "5e93ba01-8f92-4c7a-b12a-801e3df23824": "Kubernetes Agent Operator",
  "8bb6f106-b146-4ee6-a3f9-b9c5a96e0ae5": "Defender Kubernetes Agent Operator",
  "92aaf0da-9dab-42b6-94a3-d43ce8d16293": "Log Analytics Contributor",
  "ed7f3fbd-7b88-4dd4-9017-9adb7ce333f8": "Azure Kubernetes Service Contributor Role",
  "18ed5180-3e48-46fd-8541-4ea054d57064": "Azure Kubernetes Service Policy Add-on Deployment",
  "85cb6faf-e071-4c9b-8136-154b5a04f717": "Kubernetes Extension Contributor",
  "b24988ac-6180-42a0-ab88-20f7382dd24c": "Contributor",
  "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
  "fb1c8493-542b-48eb-b624-b4c8fea62acd": "Security Admin",
};

/** The role's name, or its guid where we don't know it. */
export function roleName(roleId: string): string {
  return ROLE_NAMES[roleId] ?? roleId;
}

/** Splits role grants into those that the person may make, and those that somebody else has to. */
export async function permittedGrants(
  person: Person,
  grants: Grant[],
): Promise<{ grants: Grant[]; leftOut: Grant[] }> {
  const { may } = await rightsOf(person);
  const places = new Map<string, Awaited<ReturnType<typeof placeOfScope>>>();
  for (const { scope } of grants) {
    if (!places.has(scope)) places.set(scope, await placeOfScope(scope));
  }
  const allowed = ({ scope }: Grant) => {
    const place = places.get(scope);
    return place ? may("roles:grant", place) : false;
  };
  return {
    grants: grants.filter(allowed),
    leftOut: grants.filter((grant) => !allowed(grant)),
  };
}
