import { ENTITY_TYPE } from "../../provisioning/clouds/entities.ts";
import type { Store } from "../../store.ts";
import type { Resource } from "../../types.ts";
import { AZURE_POLICY, DEFENDER } from "../arc/extension.ts";
import { AUDITING_DEFINITIONS } from "../authorization/policy-catalog/auditing.ts";
import { definitionId } from "../authorization/policy-catalog/catalog.ts";
import type { PolicyDefinition } from "../authorization/policy-catalog/definition.ts";
import type { Verdict } from "./assess.ts";
import { judgeExtension, judgePermissions } from "./connectors/entity-assessments.ts";

/** A recommendation of Defender for Cloud that the sandbox evaluates. */
export interface AssessmentKind {
  /** Its assessment key. */
  key: string;
  displayName: string;
  description: string;
  remediation: string;
  /** The policy whose condition says what is healthy; things of other clouds have none. */
  policy?: PolicyDefinition;
  /** Says what is so where no policy does. */
  judge?: (store: Store, resource: Resource) => Verdict | undefined;
  /** The type of the resources, in lower case. */
  resourceType: string;
  /** Evaluated only where the Containers plan is on. */
  needsPlan: boolean;
  /** What the exclusion tags of the sensor keep off. */
  isSensor: boolean;
  preview: boolean;
  threats: readonly string[];
}

const AKS = "microsoft.containerservice/managedclusters";
const ARC = "microsoft.kubernetes/connectedclusters";

const policy = (id: string): PolicyDefinition => {
  const found = AUDITING_DEFINITIONS.find((definition) => definition.id === id);
  if (!found) throw new Error(`No auditing policy is called ${id}.`);
  return found;
};

const foreign = {
  resourceType: ENTITY_TYPE,
  needsPlan: false,
  isSensor: false,
  preview: false,
  threats: ["maliciousInsider"],
} as const;
const EKS = "AWS EKS Cluster";
const GKE = "GCP GKE Cluster";

const usual = { needsPlan: true, isSensor: false, preview: false, threats: ["maliciousInsider"] };

/**
 * Keys, names and policies: https://learn.microsoft.com/azure/defender-for-cloud/recommendations-reference-container (2025-12).
 * In the order of their keys, in which lists give them.
 */
export const ASSESSMENTS: readonly AssessmentKind[] = [
  {
    ...usual,
    key: "0642d770-b189-42ef-a2ce-9dcc3ec6c169",
    displayName:
      "Azure Arc-enabled Kubernetes clusters should have the Azure Policy extension installed",
    description: "Without the extension, nothing holds the cluster's workloads to your policies.",
    remediation: "Install the extension microsoft.policyinsights on the cluster.",
    policy: policy("6b2122c1-8120-4ff5-801b-17625a355590"),
    resourceType: ARC,
  },
  {
    ...usual,
    key: "08e628db-e2ed-4793-bc91-d13e684401c3",
    displayName:
      "Azure Kubernetes Service clusters should have the Azure Policy add-on for Kubernetes installed",
    description: "Without the add-on, nothing holds the cluster's workloads to your policies.",
    remediation: "Enable the add-on azure-policy on the cluster.",
    policy: policy("0a15ec92-a229-4763-bb14-0ea34a568f8d"),
    resourceType: AKS,
  },
  {
    ...foreign,
    key: "0faf27b6-f1d5-4f50-b22a-5d129cba0113",
    displayName: "GKE clusters should have Microsoft Defender's extension for Azure Arc installed",
    description: "Without the extension, nothing sees threats at run time on the cluster's nodes.",
    remediation: "Connect the cluster to Azure Arc and install the extension.",
    judge: judgeExtension(GKE, DEFENDER, "sensor"),
  },
  {
    ...usual,
    key: "1a2b5b4c-f80d-46e7-ac81-b51a9fb363de",
    displayName: "Kubernetes API server should be configured with restricted access",
    description: "The cluster's API server answers every address.",
    remediation: "Give the cluster authorised IP ranges, or use a private cluster.",
    policy: policy("0e246bcf-5f6f-4f87-bc6f-775d4712c7ea"),
    resourceType: AKS,
    needsPlan: false,
    threats: ["dataExfiltration", "accountBreach"],
  },
  {
    ...foreign,
    key: "38307993-84fb-4636-8ce7-3a64466bb5cc",
    displayName: "EKS clusters should have Microsoft Defender's extension for Azure Arc installed",
    description: "Without the extension, nothing sees threats at run time on the cluster's nodes.",
    remediation: "Connect the cluster to Azure Arc and install the extension.",
    judge: judgeExtension(EKS, DEFENDER, "sensor"),
  },
  {
    ...usual,
    key: "3ef9848c-c2c8-4ff3-8b9c-4c8eb8ddfce6",
    displayName:
      "Azure Arc-enabled Kubernetes clusters should have the Defender extension installed",
    description: "Without the extension, nothing sees threats at run time on the cluster's nodes.",
    remediation: "Install the extension microsoft.azuredefender.kubernetes on the cluster.",
    policy: policy("8dfab9c4-fe7b-49ad-85e4-1e9be085358f"),
    resourceType: ARC,
    isSensor: true,
    preview: true,
  },
  {
    ...usual,
    key: "56a83a6e-c417-42ec-b567-1e6fcb3d09a9",
    displayName: "Azure Kubernetes Service clusters should have Defender profile enabled",
    description: "Without the sensor, nothing sees threats at run time on the cluster's nodes.",
    remediation: "Turn securityProfile.defender.securityMonitoring on.",
    policy: policy("a1840de2-8088-4ea8-b153-b4c723e9cb01"),
    resourceType: AKS,
    isSensor: true,
  },
  {
    ...foreign,
    key: "6273e20b-8814-4fda-a297-42a70b16fcbf",
    displayName: "GKE clusters should have the Azure Policy extension installed",
    description: "Without the extension, nothing holds the cluster's workloads to your policies.",
    remediation: "Connect the cluster to Azure Arc and install the extension.",
    judge: judgeExtension(GKE, AZURE_POLICY, "policy"),
  },
  {
    ...foreign,
    key: "7d3a977e-46f1-419a-9046-4bd44db80aac",
    displayName:
      "EKS clusters should grant the required AWS permissions to Microsoft Defender for Cloud",
    description: "Defender could not do in the account what the connector asks of it.",
    remediation: "Apply the connector's CloudFormation template again.",
    judge: judgePermissions(EKS),
  },
  {
    ...usual,
    key: "b0fdc63a-38e7-4bab-a7c4-2c2665abbaa9",
    displayName: "Role-Based Access Control should be used on Kubernetes Services",
    description: "The cluster was created without Kubernetes' own role-based access.",
    remediation: "It can't be turned on later: create a cluster with it and move the workloads.",
    policy: policy("ac4a19c2-fa67-49b4-8ae5-0b2e78c49457"),
    resourceType: AKS,
    needsPlan: false,
  },
  {
    ...usual,
    key: "e599a9fe-30e3-47c6-a173-8b4b6d9d3255",
    displayName: "Microsoft Defender for Containers should be enabled",
    description: "The Containers plan is off on the subscription.",
    remediation: "Turn the Containers plan on. It is charged for.",
    policy: policy("1c988dd6-ade4-430f-a608-2a3e5b0a6d38"),
    resourceType: "microsoft.resources/subscriptions",
    needsPlan: false,
  },
];

/** What Microsoft.Security/assessmentMetadata says of a recommendation. */
export function metadataOf(kind: AssessmentKind): object {
  const { displayName, description, remediation, policy: definition, preview, threats } = kind;
  return {
    displayName,
    ...(definition && { policyDefinitionId: definitionId(definition.id) }),
    description,
    remediationDescription: remediation,
    categories: ["Compute"],
    severity: "High",
    userImpact: "Low",
    implementationEffort: "Low",
    threats,
    preview,
    assessmentType: "BuiltIn",
  };
}
