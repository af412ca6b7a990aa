import { ROLE_DEFINITIONS, type RoleDefinition, roleById } from "../../arm/roles.ts";
import type { Route } from "../../arm/route.ts";
import { ArmError, type Handler, type NewResource } from "../../types.ts";

const SHOWN_TYPE = "Microsoft.Authorization/roleDefinitions";
const versions = ["2015-07-01", "2018-01-01-preview", "2022-04-01", "2022-05-01-preview"];

const list: Handler = ({ params, query }) => {
  const wanted = /^\s*roleName\s+eq\s+'(.*)'\s*$/i.exec(query.get("$filter") ?? "")?.[1];
  const value = ROLE_DEFINITIONS.filter(
    ({ roleName }) => wanted === undefined || roleName === wanted.replaceAll("''", "'"),
  ).map((role) => shape(role, params.scope ?? ""));
  return { status: 200, body: { value } };
};

const get: Handler = ({ params }) => {
  const role = roleById(String(params.name));
  if (role) return { status: 200, body: shape(role, params.scope ?? "") };
  throw new ArmError(
    404,
    "RoleDefinitionDoesNotExist",
    `The specified role definition with ID '${params.name}' does not exist.`,
  );
};

/** The built-in roles as resources of the tenant, for Resource Graph. */
export function roleDefinitionResources(): NewResource[] {
  return ROLE_DEFINITIONS.map((role) => ({
    id: `/providers/${SHOWN_TYPE}/${role.id}`,
    type: SHOWN_TYPE.toLowerCase(),
    name: role.id,
    body: { properties: propertiesOf(role) },
  }));
}

function shape(role: RoleDefinition, scope: string): object {
  return {
    id: `${scope}/providers/${SHOWN_TYPE}/${role.id}`,
    type: SHOWN_TYPE,
    name: role.id,
    properties: propertiesOf(role),
  };
}

function propertiesOf({ roleName, description, actions, notActions }: RoleDefinition): object {
  return {
    roleName,
    type: "BuiltInRole",
    description,
    assignableScopes: ["/"],
    permissions: [{ actions, notActions, dataActions: [], notDataActions: [] }],
  };
}

const all = `{scope*}/providers/${SHOWN_TYPE}`;

// Built-in roles are no secret: whoever is signed in may read them at any scope.
export const ROLE_DEFINITION_ROUTES: readonly Route[] = [
  { method: "GET", path: all, versions, action: null, handler: list },
  { method: "GET", path: `${all}/{name}`, versions, action: null, handler: get },
];
