import { targetOf } from "../../provisioning/targets.ts";
import { ArmError, type ArmRequest, type Kernel, type Resource } from "../../types.ts";
import { complianceOf } from "./compliance.ts";
import { policyBookOf, type Rule } from "./policy-book.ts";
import type { RemediationProperties } from "./remediation.ts";
import { subjectsAt } from "./subjects.ts";

/**
 * The policy that a remediation task is for.
 * @throws ArmError 400 when there is none that can deploy anything
 */
export function ruleToRemedy(
  { kernel, params }: ArmRequest,
  { policyAssignmentId, policyDefinitionReferenceId }: RemediationProperties,
): Rule {
  const rules = policyBookOf(kernel.store).of(policyAssignmentId);
  const reference = policyDefinitionReferenceId?.toLowerCase();
  const rule = rules.find(({ set }) => !reference || set?.referenceId.toLowerCase() === reference);
  if (rule?.effect === "DeployIfNotExists" && targetOf(rule.definition.id)) return rule;
  const why = rule
    ? `The effect '${rule.effect}' of its policy can't be remediated.`
    : "The policy assignment, or the policy within it, could not be found.";
  throw new ArmError(
    400,
    "InvalidCreateRemediationRequest",
    `The request to create remediation '${params.name}' for policy assignment '${policyAssignmentId}' is invalid. ${why}`,
  );
}

/** The clusters below a scope that don't comply with a policy now, in the regions that are asked for. */
export function* clustersToRemedy(
  { store, clock }: Kernel,
  { scope, rule, properties }: { scope: string; rule: Rule; properties: RemediationProperties },
): Generator<Resource> {
  const regions = properties.filters?.locations?.map((region) => region.toLowerCase()) ?? [];
  for (const cluster of subjectsAt(store, scope)) {
    const inRegion = regions.length === 0 || regions.includes(cluster.location ?? "");
    const covered = () =>
      policyBookOf(store)
        .over(cluster.id)
        .some(({ key, definition }) => key === rule.key && definition === rule.definition);
    const isBad = () => complianceOf(store, cluster, rule, clock.now()) === "NonCompliant";
    if (inRegion && covered() && isBad()) yield cluster;
  }
}
