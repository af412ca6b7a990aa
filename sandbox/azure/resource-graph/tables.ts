import type { Schema } from "./kql/compile-expression.ts";

/**
 * The columns that all of Resource Graph's tables share.
 * https://learn.microsoft.com/azure/governance/resource-graph/concepts/query-language
 */
export const COLUMNS: Schema = new Map([
  ["id", "string"],
  ["name", "string"],
  ["type", "string"],
  ["tenantId", "string"],
  ["kind", "string"],
  ["location", "string"],
  ["resourceGroup", "string"],
  ["subscriptionId", "string"],
  ["managedBy", "string"],
  ["sku", "dynamic"],
  ["plan", "dynamic"],
  ["properties", "dynamic"],
  ["tags", "dynamic"],
  ["identity", "dynamic"],
  ["zones", "dynamic"],
  ["extendedLocation", "dynamic"],
]);

/**
 * Which types of resources each table holds, all in lower case.
 * https://learn.microsoft.com/azure/governance/resource-graph/reference/supported-tables-resources
 */
export const TABLE_TYPES: ReadonlyMap<string, readonly string[]> = new Map([
  [
    "resources",
    [
      "microsoft.containerservice/managedclusters",
      "microsoft.kubernetes/connectedclusters",
      "microsoft.operationalinsights/workspaces",
      "microsoft.security/securityconnectors",
    ],
  ],
  [
    "resourcecontainers",
    [
      "microsoft.management/managementgroups",
      "microsoft.resources/subscriptions",
      "microsoft.resources/subscriptions/resourcegroups",
    ],
  ],
  [
    "securityresources",
    [
      "microsoft.security/pricings",
      "microsoft.security/assessments",
      "microsoft.security/securityconnectors/securityentitydata",
    ],
  ],
  [
    "policyresources",
    [
      "microsoft.authorization/policyassignments",
      "microsoft.authorization/policydefinitions",
      "microsoft.authorization/policyexemptions",
    ],
  ],
  [
    "authorizationresources",
    ["microsoft.authorization/roleassignments", "microsoft.authorization/roledefinitions"],
  ],
  ["kubernetesconfigurationresources", ["microsoft.kubernetesconfiguration/extensions"]],
]);

/** The action that a role must allow for its holder to see rows of a type. */
export function readActionOf(type: string): string {
  return `${type}/read`;
}

/** What is built into every tenant has no scope that a role could be given at, and everybody reads it. */
export const OPEN_TYPES: ReadonlySet<string> = new Set([
  "microsoft.authorization/policydefinitions",
  "microsoft.authorization/roledefinitions",
]);
