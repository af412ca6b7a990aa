import type { Route } from "../arm/route.ts";
import { CREDENTIAL_ROUTES } from "../kubernetes/routes.ts";
import { CONNECTED_ROUTES } from "./arc/connected-routes.ts";
import { EXTENSION_ROUTES } from "./arc/extension-routes.ts";
import { PERMISSION_ROUTES } from "./authorization/permissions.ts";
import { POLICY_ASSIGNMENT_ROUTES } from "./authorization/policy-assignments.ts";
import { POLICY_DEFINITION_ROUTES } from "./authorization/policy-definitions.ts";
import { POLICY_EXEMPTION_ROUTES } from "./authorization/policy-exemptions.ts";
import { POLICY_SET_DEFINITION_ROUTES } from "./authorization/policy-set-definitions.ts";
import { ROLE_ASSIGNMENT_ROUTES } from "./authorization/role-assignments.ts";
import { ROLE_DEFINITION_ROUTES } from "./authorization/role-definitions.ts";
import { CLUSTER_ROUTES } from "./container-service/routes.ts";

import { ACTIVITY_LOG_ROUTES } from "./insights/activity-log.ts";

import { PRIVATE_LINK_SCOPE_ROUTES } from "./insights/private-link-scopes.ts";
import { PRIVATE_ENDPOINT_ROUTES } from "./network/private-endpoints.ts";

import { WORKSPACE_ROUTES } from "./operational-insights/routes.ts";
import { POLICY_STATE_ROUTES } from "./policy-insights/policy-states.ts";
import { REMEDIATION_ROUTES } from "./policy-insights/remediations.ts";
import { queryResources } from "./resource-graph/handler.ts";
import { MANAGEMENT_GROUP_ROUTES } from "./resources/management-groups.ts";
import { PROVIDER_ROUTES } from "./resources/providers.ts";
import { RESOURCE_GROUP_ROUTES } from "./resources/resource-groups.ts";
import { SUBSCRIPTION_ROUTES } from "./resources/subscriptions.ts";
import { TENANT_ROUTES } from "./resources/tenants.ts";
import { ASSESSMENT_ROUTES } from "./security/assessments.ts";
import { CONNECTOR_ROUTES } from "./security/connectors/routes.ts";
import { PRICING_ROUTES } from "./security/routes.ts";

const RESOURCE_GRAPH_ROUTES: readonly Route[] = [
  {
    method: "POST",
    path: "/providers/Microsoft.ResourceGraph/resources",
    versions: ["2021-03-01", "2022-10-01", "2024-04-01"],
    // Every principal may ask; the rows are those that its roles let it read.
    action: null,
    handler: queryResources,
  },
];

/** Everything that the sandbox answers as Azure Resource Manager, what is asked most first. */
export const ARM_ROUTES: readonly Route[] = [
  ...CLUSTER_ROUTES,
  ...EXTENSION_ROUTES,
  ...CONNECTED_ROUTES,
  ...CREDENTIAL_ROUTES,
  ...RESOURCE_GRAPH_ROUTES,
  ...PRICING_ROUTES,
  ...ASSESSMENT_ROUTES,
  ...CONNECTOR_ROUTES,
  ...WORKSPACE_ROUTES,
  ...PRIVATE_LINK_SCOPE_ROUTES,
  ...PRIVATE_ENDPOINT_ROUTES,
  ...SUBSCRIPTION_ROUTES,
  ...RESOURCE_GROUP_ROUTES,
  ...TENANT_ROUTES,
  ...MANAGEMENT_GROUP_ROUTES,
  ...ROLE_ASSIGNMENT_ROUTES,
  ...ROLE_DEFINITION_ROUTES,
  ...PERMISSION_ROUTES,
  ...POLICY_ASSIGNMENT_ROUTES,
  ...POLICY_DEFINITION_ROUTES,
  ...POLICY_SET_DEFINITION_ROUTES,
  ...POLICY_EXEMPTION_ROUTES,
  ...POLICY_STATE_ROUTES,
  ...REMEDIATION_ROUTES,
  ...ACTIVITY_LOG_ROUTES,
  ...PROVIDER_ROUTES,
];
