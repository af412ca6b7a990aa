import { authorizationFailed } from "../arm/errors.ts";
import type { Access, ArmError } from "../types.ts";
import { ArmError as Refusal } from "../types.ts";

/** The first of some actions, each at its scope, that the identity may not do, as ARM refuses it. */
export function firstMissing(
  access: Access,
  needed: readonly (readonly [action: string, scope: string])[],
): ArmError | undefined {
  const missing = needed.find(([action, scope]) => !access.allows(action, scope));
  return missing && authorizationFailed(access.principal, ...missing);
}

const SHARED_KEYS = "Microsoft.OperationalInsights/workspaces/sharedkeys/read";

/** A resource that names a workspace links to it: whoever writes it has to have rights there too. */
export function missingLink(
  access: Access,
  action: string,
  resourceId: string,
  workspaceId: string,
): ArmError | undefined {
  if (access.allows(SHARED_KEYS, workspaceId)) return undefined;
  const { name, objectId } = access.principal;
  return new Refusal(
    403,
    "LinkedAuthorizationFailed",
    `The client '${name}' with object id '${objectId}' has permission to perform action '${action}' on scope '${resourceId}'; however, it does not have permission to perform action(s) '${SHARED_KEYS}' on the linked scope(s) '${workspaceId}' (respectively) or the linked scope(s) are invalid.`,
  );
}
