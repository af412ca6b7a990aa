import { AUDITING_DEFINITIONS } from "./auditing.ts";
import type { PolicyDefinition } from "./definition.ts";
import { DEPLOYING_DEFINITIONS } from "./deploying.ts";
import { IN_CLUSTER_DEFINITIONS } from "./in-cluster.ts";

const SHOWN_TYPE = "Microsoft.Authorization/policyDefinitions";
const SET_TYPE = "Microsoft.Authorization/policySetDefinitions";

/** Every built-in policy that the sandbox knows. */
export const POLICY_DEFINITIONS: readonly PolicyDefinition[] = [
  ...DEPLOYING_DEFINITIONS,
  ...AUDITING_DEFINITIONS,
  ...IN_CLUSTER_DEFINITIONS,
];

/** The initiative of Defender for Cloud: its policies are those behind the recommendations. */
export const BENCHMARK = {
  id: "1f3afdf9-d0c9-4c3d-847f-89da613e70a8",
  displayName: "Microsoft cloud security benchmark",
  description:
    "The policies behind Defender for Cloud's recommendations, as far as they concern clusters.",
  version: "57.53.0",
  members: AUDITING_DEFINITIONS,
} as const;

/** The id of a definition as a resource of the tenant. */
export function definitionId(name: string): string {
  return `/providers/${SHOWN_TYPE}/${name}`;
}

export function setDefinitionId(name: string): string {
  return `/providers/${SET_TYPE}/${name}`;
}

const BY_ID = new Map(
  POLICY_DEFINITIONS.map((definition) => [definitionId(definition.id).toLowerCase(), definition]),
);

/** The definition that an id in any spelling names. */
export function findDefinition(policyDefinitionId: string): PolicyDefinition | undefined {
  return BY_ID.get(policyDefinitionId.toLowerCase());
}

/** Whether an id names the initiative that the sandbox knows. */
export function isBenchmark(policyDefinitionId: string): boolean {
  return policyDefinitionId.toLowerCase() === setDefinitionId(BENCHMARK.id).toLowerCase();
}

/** What a policy is called within the initiative; the sandbox's own names, for Azure's are not published with it. */
export function referenceIdOf({ id }: PolicyDefinition): string {
  return `${id.slice(0, 8)}-in-benchmark`;
}
