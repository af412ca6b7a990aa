import type { Resource } from "../../types.ts";
import { type GoogleCall, type GoogleHandler, type GoogleRoute, googleTime } from "../call.ts";
import { permissionDenied } from "../denied.ts";
import { holds } from "../iam/access.ts";
import { heldOf, setPolicy, shownPolicy } from "../iam/policy.ts";
import { organizationAt } from "../organization-at.ts";
import { GOOGLE_TYPES } from "../rows.ts";

const GET = "resourcemanager.organizations.get";

function organizationOf(call: GoogleCall): Resource {
  const row = organizationAt(call);
  if (row) return row;
  const named = `organizations/${call.params.organization}`;
  throw permissionDenied("cloudresourcemanager", GET, named);
}

function shown(row: Resource): object {
  return {
    name: `organizations/${row.name}`,
    displayName: row.body.displayName,
    directoryCustomerId: row.body.customerId,
    owner: { directoryCustomerId: row.body.customerId },
    state: "ACTIVE",
    lifecycleState: "ACTIVE",
    creationTime: googleTime(row.createdAt),
    createTime: googleTime(row.createdAt),
  };
}

/** Holds what the caller may get, and nothing of the others. */
const search: GoogleHandler = ({ kernel, member }) => ({
  organizations: [...kernel.store.scan({ types: [GOOGLE_TYPES.organization] })]
    .filter((row) => holds(kernel.store, member, GET, [row]))
    .map(shown),
});

const held: GoogleHandler = (call) => {
  const on = [organizationOf(call)];
  return heldOf(call, (permission) => holds(call.kernel.store, call.member, permission, on));
};

function route(
  method: GoogleRoute["method"],
  path: string,
  verb: string,
  permission: string | null,
  handler: GoogleHandler,
): GoogleRoute {
  return {
    ...{ method, path, handler, service: "cloudresourcemanager" },
    operation: `organizations.${verb}`,
    permission: permission === null ? null : `resourcemanager.organizations.${permission}`,
    resource: organizationAt,
  };
}

const ofVersion = (version: string, method: "GET" | "POST") => {
  const one = `/${version}/organizations/{organization}`;
  return [
    route("GET", one, "get", "get", (call) => shown(organizationOf(call))),
    route(method, `/${version}/organizations:search`, "search", null, search),
    route("POST", `${one}:getIamPolicy`, "getIamPolicy", "getIamPolicy", (call) =>
      shownPolicy(organizationOf(call)),
    ),
    route("POST", `${one}:setIamPolicy`, "setIamPolicy", "setIamPolicy", (call) =>
      setPolicy(call, organizationOf(call)),
    ),
    route("POST", `${one}:testIamPermissions`, "testIamPermissions", null, held),
  ];
};

/** Organisations of Resource Manager v1 and v3. */
export const ORGANIZATION_ROUTES: readonly GoogleRoute[] = [
  ...ofVersion("v1", "POST"),
  ...ofVersion("v3", "GET"),
];
