import { listOf } from "../../arm/list.ts";
import type { Route } from "../../arm/route.ts";
import { ArmError, type Handler } from "../../types.ts";
import {
  BENCHMARK,
  definitionId,
  referenceIdOf,
  setDefinitionId,
} from "./policy-catalog/catalog.ts";

const SHOWN_TYPE = "Microsoft.Authorization/policySetDefinitions";
const versions = ["2021-06-01", "2023-04-01", "2024-05-01"];
const READ = `${SHOWN_TYPE}/read`;
const VERSION_SINCE = "2023-04-01";

const list: Handler = (request) => listOf(request, [BENCHMARK], () => shape(request.apiVersion));

const get: Handler = ({ params, apiVersion }) => {
  if (params.name?.toLowerCase() === BENCHMARK.id) return { status: 200, body: shape(apiVersion) };
  throw setNotFound(String(params.name));
};

const getOfScope: Handler = ({ params }) => {
  throw setNotFound(String(params.name));
};

function setNotFound(name: string): ArmError {
  return new ArmError(
    404,
    "PolicySetDefinitionNotFound",
    `The policy set definition '${name}' could not be found.`,
  );
}

function shape(apiVersion: string): object {
  const { id, displayName, description, version, members } = BENCHMARK;
  return {
    id: setDefinitionId(id),
    type: SHOWN_TYPE,
    name: id,
    properties: {
      displayName,
      policyType: "BuiltIn",
      description,
      metadata: { version, category: "Security Center" },
      ...(apiVersion >= VERSION_SINCE && { version, versions: [version] }),
      parameters: {},
      policyDefinitions: members.map((member) => ({
        policyDefinitionReferenceId: referenceIdOf(member),
        policyDefinitionId: definitionId(member.id),
        parameters: {},
        groupNames: [],
      })),
      policyDefinitionGroups: [],
    },
  };
}

const ofTenant = `/providers/${SHOWN_TYPE}`;
const ofSubscription = `/subscriptions/{subscriptionId}${ofTenant}`;

export const POLICY_SET_DEFINITION_ROUTES: readonly Route[] = [
  { method: "GET", path: ofTenant, versions, action: null, handler: list },
  { method: "GET", path: `${ofTenant}/{name}`, versions, action: null, handler: get },
  { method: "GET", path: ofSubscription, versions, action: READ, handler: list },
  { method: "GET", path: `${ofSubscription}/{name}`, versions, action: READ, handler: getOfScope },
];
