import type { ConnectorFacts } from "../cloud/cloud.ts";
import type { ConnectorRecommendation } from "./catalog-spec.ts";

const RESOURCE_TYPE = { aws: "AWS connector", gcp: "GCP connector" } as const;

/** Offerings of Defender for Containers end so on each cloud; source: securityConnectors API, 2024-08-01-preview. */
function offeringOf({ cloud, properties }: ConnectorFacts) {
  const type = cloud === "aws" ? "DefenderForContainersAws" : "DefenderForContainersGcp";
  return properties.offerings.find(({ offeringType }) => offeringType === type);
}

const ADVANCED = [
  "enableAuditLogsAutoProvisioning",
  "enableDefenderAgentAutoProvisioning",
  "enablePolicyAgentAutoProvisioning",
] as const;

const COMMON = {
  aliases: ["Containers plan", "Environment settings"],
  severity: "High",
  control: "Enable enhanced security features",
  kind: "connector",
  preview: false,
  notApplicable: ["subscriptionDisabled", "exempt"],
  fix: null,
  freshness: "15 minutes",
} as const;

/**
 * The recommendations on connectors of AWS accounts and GCP projects. Keys and severities:
 * https://learn.microsoft.com/azure/defender-for-cloud/recommendations-reference-container (2025-01).
 */
export const CONNECTOR_RECOMMENDATIONS = {
  awsContainersPlan: {
    ...COMMON,
    title: "Microsoft Defender for Containers should be enabled on AWS connectors",
    assessmentKey: "11d0f4af-6924-4a2e-8b66-781a4553c828",
    cloud: "aws",
    resourceType: RESOURCE_TYPE.aws,
    description:
      "Without the Containers plan on its connector none of an AWS account's EKS clusters and registries is protected.",
    steps: [
      "Open Environment settings and choose the AWS connector.",
      "Turn the Containers plan on, and choose its components under Settings.",
      "Update the CloudFormation stack with the template that is offered, then save.",
    ],
    healthy: (facts) => offeringOf(facts) !== undefined,
  },
  gcpContainersPlan: {
    ...COMMON,
    title: "Microsoft Defender for Containers should be enabled on GCP connectors",
    assessmentKey: "d42ac63d-0592-43b2-8bfa-ff9199da595e",
    cloud: "gcp",
    resourceType: RESOURCE_TYPE.gcp,
    description:
      "Without the Containers plan on its connector none of a GCP project's GKE clusters and registries is protected.",
    steps: [
      "Open Environment settings and choose the GCP connector.",
      "Next: Select plans. Turn the Containers plan on.",
      "Run the new gcloud script in Cloud Shell, then save.",
    ],
    healthy: (facts) => offeringOf(facts) !== undefined,
  },
  gcpAdvanced: {
    ...COMMON,
    title: "Advanced configuration of Defender for Containers should be enabled on GCP connectors",
    assessmentKey: "b7683ca3-3a11-49b6-b9d4-a112713edfa3",
    cloud: "gcp",
    resourceType: RESOURCE_TYPE.gcp,
    description:
      "The plan protects GKE clusters fully when audit logs are collected, and the sensor and the Azure Policy extension are provisioned automatically.",
    steps: [
      "Open Environment settings, choose the GCP connector, and open the Settings of the Containers plan.",
      "Turn on the audit logs, the sensor's auto provisioning and that of the Azure Policy extension.",
      "Run the new gcloud script in Cloud Shell, then save.",
    ],
    notApplicable: ["subscriptionDisabled", "connectorPlanOff", "exempt"],
    healthy: (facts) => ADVANCED.every((property) => offeringOf(facts)?.[property] === true),
  },
} as const satisfies Record<string, ConnectorRecommendation>;
