import { z } from "zod";
import type { Deployment } from "../../provisioning/deployments.ts";
import type { Kernel, Resource } from "../../types.ts";

export const REMEDIATION_TYPE = "microsoft.policyinsights/remediations";
const SHOWN_TYPE = "Microsoft.PolicyInsights/remediations";

/** What a client may say; defaults and limits: https://learn.microsoft.com/azure/governance/policy/concepts/remediation-structure */
export const RemediationBody = z.looseObject({
  properties: z.looseObject({
    policyAssignmentId: z.string(),
    policyDefinitionReferenceId: z.string().nullish(),
    resourceDiscoveryMode: z.enum(["ExistingNonCompliant", "ReEvaluateCompliance"]).nullish(),
    filters: z.looseObject({ locations: z.array(z.string()).nullish() }).nullish(),
    resourceCount: z.number().int().min(1).max(50_000).nullish(),
    parallelDeployments: z.number().int().min(1).max(30).nullish(),
    failureThreshold: z.looseObject({ percentage: z.number().min(0).max(1).nullish() }).nullish(),
  }),
});
export type RemediationProperties = z.infer<typeof RemediationBody>["properties"];

/** A remediation task as the store keeps it: what was asked for, and whether somebody has cancelled it. */
export const StoredRemediation = z.looseObject({
  policyAssignmentId: z.string(),
  resourceCount: z.number(),
  parallelDeployments: z.number(),
  createdOn: z.string(),
  correlationId: z.string(),
  canceled: z.boolean(),
});

/** A remediation task as ARM shows it; how far it is follows from its deployments. */
export function shownRemediation(
  { provisioning }: Kernel,
  { id, name, body }: Resource,
  accepted = false,
): object {
  const { canceled, ...properties } = StoredRemediation.parse(body.properties);
  const deployments = provisioning.deployments.of(id);
  const begun = deployments.filter(({ state }) => state !== "canceled");
  const count = (wanted: Deployment["state"]) =>
    deployments.filter(({ state }) => state === wanted).length;
  const state = accepted ? "Accepted" : stateOf(deployments, canceled);
  const lastUpdate = Math.max(
    Date.parse(properties.createdOn),
    ...deployments.map(({ updatedAt }) => updatedAt),
  );
  return {
    id,
    type: SHOWN_TYPE,
    name,
    properties: {
      ...properties,
      provisioningState: state,
      lastUpdatedOn: new Date(lastUpdate).toISOString(),
      deploymentStatus: {
        totalDeployments: begun.length,
        successfulDeployments: count("succeeded"),
        failedDeployments: count("failed"),
      },
      ...(state === "Failed" && {
        statusMessage: `${count("failed")} of ${begun.length} deployments failed. See their details.`,
      }),
    },
  };
}

function stateOf(deployments: readonly Deployment[], canceled: boolean): string {
  const some = (wanted: Deployment["state"]) => deployments.some(({ state }) => state === wanted);
  if (canceled) return some("running") ? "Cancelling" : "Canceled";
  if (some("running")) return "Running";
  if (some("planned")) return some("succeeded") || some("failed") ? "Running" : "Evaluating";
  return some("failed") ? "Failed" : "Succeeded";
}

const SHOWN_STATES: Readonly<Record<Deployment["state"], string>> = {
  planned: "Waiting",
  running: "Running",
  succeeded: "Succeeded",
  failed: "Failed",
  canceled: "Canceled",
};

/** A deployment of a remediation task as ARM shows it. */
export function shownDeployment({ store }: Kernel, deployment: Deployment): object {
  const cluster = store.get(deployment.clusterKey);
  const id = cluster?.id ?? deployment.clusterKey;
  const group = id.replace(/\/providers\/.*$/i, "");
  return {
    remediatedResourceId: id,
    deploymentId: `${group}/providers/Microsoft.Resources/deployments/PolicyDeployment_${deployment.number}`,
    status: SHOWN_STATES[deployment.state],
    resourceLocation: cluster?.location ?? "",
    ...(deployment.error && { error: deployment.error }),
    createdOn: new Date(deployment.createdAt).toISOString(),
    lastUpdatedOn: new Date(deployment.updatedAt).toISOString(),
  };
}
