import type { Store } from "../../store.ts";
import type { Resource } from "../../types.ts";
import { GOOGLE_TYPES, organizationOf } from "../rows.ts";
import type { Member } from "../tokens.ts";
import { policyOf } from "./policy.ts";
import { permissionsOfRole } from "./role-permissions.ts";

/**
 * Whether somebody holds a permission by the policies of any of these: that of the resource itself where it has
 * one, the project's, and that of the organisation above a project.
 */
export function holds(
  store: Store,
  member: Member,
  permission: string,
  on: readonly (Resource | undefined)[],
): boolean {
  if (isDisabled(store, member)) return false;
  const names = new Set([member.name, ...(member.sets ?? []), "allAuthenticatedUsers", "allUsers"]);
  const above = on.flatMap((row) =>
    row?.type === GOOGLE_TYPES.project ? [row, organizationOf(store, row)] : [row],
  );
  return above.some((row) =>
    (row ? policyOf(row).bindings : []).some(
      ({ role, members }) =>
        members.some((one) => names.has(one)) && permissionsOfRole(store, role).has(permission),
    ),
  );
}

/** A service account that was disabled or deleted may do nothing, whatever its tokens say. */
function isDisabled(store: Store, { name }: Member): boolean {
  const [, email = "", projectId = ""] =
    /^serviceAccount:([^@]+@([^.]+)\.iam\.gserviceaccount\.com)$/.exec(name) ?? [];
  if (email === "") return false;
  const account = store.get(`//iam.googleapis.com/projects/${projectId}/serviceAccounts/${email}`);
  return account?.type !== GOOGLE_TYPES.serviceAccount || account.body.disabled === true;
}
