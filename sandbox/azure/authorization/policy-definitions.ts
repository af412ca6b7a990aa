import { listOf } from "../../arm/list.ts";
import type { Route } from "../../arm/route.ts";
import { ArmError, type Handler, type NewResource } from "../../types.ts";
import { definitionId, POLICY_DEFINITIONS } from "./policy-catalog/catalog.ts";
import type { PolicyDefinition } from "./policy-catalog/definition.ts";

const SHOWN_TYPE = "Microsoft.Authorization/policyDefinitions";
const versions = ["2021-06-01", "2023-04-01", "2024-05-01"];
const READ = `${SHOWN_TYPE}/read`;
/** Since when a definition says its version outside its metadata too. */
const VERSION_SINCE = "2023-04-01";

/** All definitions that can be assigned at a scope: those built into the tenant, for there are no others here. */
const list: Handler = (request) => {
  const wanted = filterOf(request.query.get("$filter"));
  const found = POLICY_DEFINITIONS.filter(wanted);
  return listOf(request, found, (definition) => shape(definition, request.apiVersion));
};

const get: Handler = ({ params, apiVersion }) => {
  const definition = POLICY_DEFINITIONS.find(({ id }) => id === params.name?.toLowerCase());
  if (definition) return { status: 200, body: shape(definition, apiVersion) };
  throw definitionNotFound(String(params.name));
};

/** Only what was made on a subscription is found there, and nothing was: built-in ones belong to the tenant. */
const getOfScope: Handler = ({ params }) => {
  throw definitionNotFound(String(params.name));
};

function definitionNotFound(name: string): ArmError {
  return new ArmError(
    404,
    "PolicyDefinitionNotFound",
    `The policy definition '${name}' could not be found.`,
  );
}

/** The definitions as resources of the tenant, for Resource Graph. */
export function policyDefinitionResources(): NewResource[] {
  return POLICY_DEFINITIONS.map((definition) => ({
    id: definitionId(definition.id),
    type: SHOWN_TYPE.toLowerCase(),
    name: definition.id,
    body: { properties: propertiesOf(definition) },
  }));
}

/** `policyType -eq 'BuiltIn'`, `category eq 'Kubernetes'`, or both joined by `and`. */
function filterOf(filter: string | null): (definition: PolicyDefinition) => boolean {
  const type = /policyType\s+-?eq\s+'?(\w+)'?/i.exec(filter ?? "")?.[1]?.toLowerCase();
  const category = /category\s+-?eq\s+'([^']*)'/i.exec(filter ?? "")?.[1]?.toLowerCase();
  const custom = /atExactScope\(\)/i.test(filter ?? "");
  if (filter?.trim() && !type && !category && !custom) {
    throw new ArmError(
      400,
      "InvalidFilterInQueryString",
      `Invalid $filter '${filter}' specified in the query string.`,
    );
  }
  if (custom) return () => false;
  return (definition) =>
    (!type || type === "builtin") && (!category || category === definition.category.toLowerCase());
}

function shape(definition: PolicyDefinition, apiVersion: string): object {
  const { version, versions: all, ...properties } = propertiesOf(definition);
  return {
    id: definitionId(definition.id),
    type: SHOWN_TYPE,
    name: definition.id,
    properties:
      apiVersion >= VERSION_SINCE ? { ...properties, version, versions: all } : properties,
  };
}

function propertiesOf(definition: PolicyDefinition) {
  const { displayName, description, version, category, mode, parameters, details } = definition;
  return {
    displayName,
    policyType: "BuiltIn",
    mode,
    description,
    metadata: { version, category, ...(version.endsWith("-preview") && { preview: true }) },
    version,
    versions: [version],
    parameters,
    policyRule: {
      if: definition.if,
      // biome-ignore lint/suspicious/noThenProperty: a policy rule's own word for what it does
      then: { effect: "[parameters('effect')]", ...(details && { details }) },
    },
  };
}

const ofTenant = `/providers/${SHOWN_TYPE}`;
const ofSubscription = `/subscriptions/{subscriptionId}${ofTenant}`;
const ofGroup = `/providers/Microsoft.Management/managementGroups/{groupId}${ofTenant}`;

// Built-in definitions are no secret: whoever is signed in may read those of the tenant.
export const POLICY_DEFINITION_ROUTES: readonly Route[] = [
  { method: "GET", path: ofTenant, versions, action: null, handler: list },
  { method: "GET", path: `${ofTenant}/{name}`, versions, action: null, handler: get },
  ...[ofSubscription, ofGroup].flatMap((path): Route[] => [
    { method: "GET", path, versions, action: READ, handler: list },
    { method: "GET", path: `${path}/{name}`, versions, action: READ, handler: getOfScope },
  ]),
];
