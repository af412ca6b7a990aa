import type { Store } from "../../store.ts";
import { fullName, rowAt } from "../rows.ts";
import { predefinedPermissions } from "./predefined-roles.ts";

const CUSTOM = /^((?:projects|organizations)\/[^/]+)\/roles\/([^/]+)$/;

/** What a role holds now: nothing any more where it was deleted or disabled. */
export function permissionsOfRole(store: Store, name: string): ReadonlySet<string> {
  const predefined = predefinedPermissions(name);
  if (predefined) return predefined;
  const role = customRole(store, name);
  if (!role || role.body.deleted === true || role.body.stage === "DISABLED") return new Set();
  return new Set(role.body.includedPermissions as string[]);
}

/** Whether a binding may name a role. */
export function roleExists(store: Store, name: string): boolean {
  return predefinedPermissions(name) !== undefined || customRole(store, name) !== undefined;
}

function customRole(store: Store, name: string) {
  const [, place, id] = CUSTOM.exec(name) ?? [];
  if (place === undefined || id === undefined) return undefined;
  return rowAt(store, "role", fullName.role(place, id));
}
