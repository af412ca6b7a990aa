import { hierarchyOf } from "../../arm/hierarchy.ts";
import type { Store } from "../../store.ts";
import type { Resource } from "../../types.ts";
import { definitionId } from "../authorization/policy-catalog/catalog.ts";
import { type Finding, findingsOf } from "./compliance.ts";

/** A policy state as Microsoft.PolicyInsights records it. */
export type PolicyState = Readonly<Record<string, unknown>> & {
  resourceId: string;
  policyAssignmentId: string;
  policyDefinitionId: string;
  policyDefinitionAction: string;
  complianceState: string;
};

const SHOWN_TYPES: Readonly<Record<string, string>> = {
  "microsoft.containerservice/managedclusters": "Microsoft.ContainerService/managedClusters",
  "microsoft.kubernetes/connectedclusters": "Microsoft.Kubernetes/connectedClusters",
  "microsoft.resources/subscriptions": "Microsoft.Resources/subscriptions",
};

/** The latest state of a resource by every policy in force. */
export function statesOf(store: Store, subject: Resource, now: number): PolicyState[] {
  return findingsOf(store, subject, now).map((finding) => stateOf(store, subject, finding, now));
}

function stateOf(
  store: Store,
  subject: Resource,
  { rule, state }: Finding,
  now: number,
): PolicyState {
  const { assignment, definition, set, effect, values } = rule;
  const groups = hierarchyOf(store).above(subject.id.toLowerCase());
  return {
    timestamp: new Date(now).toISOString(),
    resourceId: subject.id,
    policyAssignmentId: assignment.id,
    policyDefinitionId: definitionId(definition.id),
    effectiveParameters: "",
    isCompliant: state === "Compliant",
    subscriptionId: subject.subscriptionId ?? "",
    resourceType: SHOWN_TYPES[subject.type] ?? subject.type,
    resourceLocation: subject.location ?? "",
    resourceGroup: subject.resourceGroup ?? "",
    resourceTags: "tbd",
    policyAssignmentName: assignment.name,
    policyAssignmentOwner: "tbd",
    policyAssignmentParameters: JSON.stringify(values),
    policyAssignmentScope: rule.scope,
    policyDefinitionName: definition.id,
    policyDefinitionAction: effect.toLowerCase(),
    policyDefinitionCategory: "tbd",
    policySetDefinitionId: set?.id ?? "",
    policySetDefinitionName: set?.id.split("/").at(-1) ?? "",
    policyDefinitionReferenceId: set?.referenceId ?? "",
    managementGroupIds: groups.map((id) => id.split("/").at(-1)).join(","),
    complianceState: state,
    policyDefinitionVersion: definition.version,
    policyDefinitionGroupNames: [],
  };
}
