import type { GkePosture } from "../cloud/cloud.ts";
import { type ClusterRecommendation, CONTROL_ALIAS } from "./catalog-spec.ts";

const RESOURCE_TYPE = "GCP GKE Cluster";
const ENHANCED = "Enable enhanced security features";
const SCRIPT_STEPS = [
  "Open the Unhealthy tab, and select one cluster or many: in the row, not by the cluster's name.",
  "Press Fix, choose Bash for Linux or PowerShell for Windows, and press Download remediation logic.",
  "Run the script where gcloud and the Azure CLI are signed in. It checks that the project is the connector's, connects clusters to Azure Arc where they are not, and installs the extension.",
  "It may be run again: what is done is left as it is.",
] as const;
const NOT_FOR_THE_SENSOR = [
  "subscriptionDisabled",
  "connectorPlanOff",
  "exempt",
  "excluded",
  "notRunning",
] as const;

/** What differs between the recommendations on how a GKE cluster is set up. */
type Hygiene = Pick<
  ClusterRecommendation,
  "title" | "assessmentKey" | "severity" | "control" | "description"
> & {
  /** What of the set-up must hold. */
  holds: (posture: GkePosture) => boolean;
  /** The gcloud command that makes it so, after `gcloud container`. */
  command: string;
};

/** A recommendation on how a GKE cluster is set up: remediated by hand, whether the Containers plan is on or not. */
function hygiene({ holds, command, ...spec }: Hygiene): ClusterRecommendation {
  return {
    ...spec,
    aliases: ["GKE"],
    kind: "gke",
    resourceType: RESOURCE_TYPE,
    preview: false,
    steps: [
      "Open the Unhealthy tab: it lists the GKE clusters that are set up otherwise.",
      `By hand: gcloud container ${command} --location <location> --project <project>.`,
      "Read what Google says of the setting first: some changes create nodes anew.",
    ],
    healthy: ({ posture }) => posture?.kind === "gke" && holds(posture),
    notApplicable: ["subscriptionDisabled", "exempt"],
    fix: null,
    freshness: "15 minutes",
  };
}

const NODE_POOL = "node-pools update <pool> --cluster <cluster>";
const CLUSTER = "clusters update <cluster>";

/**
 * The recommendations on GKE clusters. Keys and severities:
 * https://learn.microsoft.com/azure/defender-for-cloud/recommendations-reference-container (2025-01); the controls of
 * those on how a cluster is set up are not published, and are ours.
 */
export const GKE_RECOMMENDATIONS = {
  gkeDefenderExtension: {
    title: "GKE clusters should have Microsoft Defender's extension for Azure Arc installed",
    aliases: [CONTROL_ALIAS, "Defender sensor for GKE", "microsoft.azuredefender.kubernetes"],
    assessmentKey: "0faf27b6-f1d5-4f50-b22a-5d129cba0113",
    severity: "High",
    control: ENHANCED,
    kind: "gke",
    resourceType: RESOURCE_TYPE,
    preview: true,
    description:
      "Azure Arc connects a GKE cluster to Azure, and the Defender extension brings the sensor to its nodes. Without it there is no runtime threat detection for the cluster's nodes and workloads.",
    steps: SCRIPT_STEPS,
    healthy: (facts) => facts.sensorEnabled,
    notApplicable: NOT_FOR_THE_SENSOR,
    fix: null,
    script: { parts: ["sensor"], offers: ["policy"] },
    freshness: "15 minutes; Defender for Cloud itself may take 6 hours",
  },
  gkePolicyExtension: {
    title: "GKE clusters should have the Azure Policy extension installed",
    aliases: [CONTROL_ALIAS, "microsoft.policyinsights", "Gatekeeper"],
    assessmentKey: "6273e20b-8814-4fda-a297-42a70b16fcbf",
    severity: "High",
    control: ENHANCED,
    kind: "gke",
    resourceType: RESOURCE_TYPE,
    preview: true,
    description:
      "The Azure Policy extension brings Gatekeeper to a GKE cluster through Azure Arc. Without it nothing audits or enforces how workloads are configured.",
    steps: SCRIPT_STEPS,
    healthy: (facts) => facts.policyAddon,
    notApplicable: ["subscriptionDisabled", "connectorPlanOff", "exempt", "notRunning"],
    fix: null,
    script: { parts: ["policy"], offers: ["sensor"] },
    freshness: "15 minutes; Defender for Cloud itself may take 6 hours",
  },
  gkeAutoRepair: hygiene({
    title: "GKE cluster's auto repair feature should be enabled",
    assessmentKey: "6aeb69dc-0d01-4228-88e9-7e610891d5dd",
    severity: "Medium",
    control: "Remediate security configurations",
    description: "A node pool that repairs its nodes by itself replaces those that fail.",
    holds: ({ autoRepair }) => autoRepair,
    command: `${NODE_POOL} --enable-autorepair`,
  }),
  gkeAutoUpgrade: hygiene({
    title: "GKE cluster's auto upgrade feature should be enabled",
    assessmentKey: "1680e053-2e9b-4e77-a1c7-793ae286155e",
    severity: "High",
    control: "Apply system updates",
    description:
      "A node pool that upgrades its nodes by itself keeps them at the control plane's version, with its security fixes.",
    holds: ({ autoUpgrade }) => autoUpgrade,
    command: `${NODE_POOL} --enable-autoupgrade`,
  }),
  gkeMonitoring: hygiene({
    title: "Monitoring on GKE clusters should be enabled",
    assessmentKey: "6a7b7361-5100-4a8c-b23e-f712d7dad39b",
    severity: "Medium",
    control: "Enable auditing and logging",
    description: "A cluster that is not monitored tells nobody when it is in trouble.",
    holds: ({ monitoring }) => monitoring,
    command: `${CLUSTER} --monitoring SYSTEM`,
  }),
  gkeLogging: hygiene({
    title: "Logging for GKE clusters should be enabled",
    assessmentKey: "fa160a2c-e976-41cb-acff-1e1e3f1ed032",
    severity: "High",
    control: "Enable auditing and logging",
    description:
      "A cluster without logging leaves nothing to look at after an attack, and nothing for threat detection to read.",
    holds: ({ logging }) => logging,
    command: `${CLUSTER} --logging SYSTEM,WORKLOAD`,
  }),
  gkeDashboard: hygiene({
    title: "GKE web dashboard should be disabled",
    assessmentKey: "d8fa5c03-a8e8-467b-992c-ad8b2db0f55e",
    severity: "High",
    control: "Manage access and permissions",
    description:
      "The Kubernetes dashboard runs with a service account of many rights; who takes it over has them.",
    holds: ({ dashboard }) => !dashboard,
    command: `${CLUSTER} --update-addons KubernetesDashboard=DISABLED`,
  }),
  gkeLegacyAbac: hygiene({
    title: "Legacy Authorization should be disabled on GKE clusters",
    assessmentKey: "bd1096e1-73cf-41ab-8f2a-257b78aed9dc",
    severity: "High",
    control: "Manage access and permissions",
    description:
      "Legacy authorization gives rights that role-based access control cannot take away.",
    holds: ({ legacyAbac }) => !legacyAbac,
    command: `${CLUSTER} --no-enable-legacy-authorization`,
  }),
  gkeAuthorizedNetworks: hygiene({
    title: "Control Plane Authorized Networks should be enabled on GKE clusters",
    assessmentKey: "24df9ba4-8c98-42f2-9f64-50b095eca06f",
    severity: "High",
    control: "Restrict unauthorized network access",
    description: "Without authorized networks the control plane answers the whole internet.",
    holds: ({ authorizedNetworks }) => authorizedNetworks,
    command: `${CLUSTER} --enable-master-authorized-networks --master-authorized-networks <ranges>`,
  }),
  gkeAliasIp: hygiene({
    title: "GKE clusters should have alias IP ranges enabled",
    assessmentKey: "49016ecd-d4d6-4f48-a64f-42af93e15120",
    severity: "Low",
    control: "Restrict unauthorized network access",
    description:
      "With alias IP ranges pods have addresses of their own, which firewall rules can tell from those of nodes. It can only be chosen when a cluster is created.",
    holds: ({ aliasIp }) => aliasIp,
    command: "clusters create <new cluster> --enable-ip-alias",
  }),
  gkePrivate: hygiene({
    title: "GKE clusters should have Private clusters enabled",
    assessmentKey: "d3e70cff-e4db-47b1-b646-0ac5ed8ada36",
    severity: "High",
    control: "Restrict unauthorized network access",
    description: "Nodes of a private cluster have no public addresses.",
    holds: ({ privateNodes }) => privateNodes,
    command: `${CLUSTER} --enable-private-nodes`,
  }),
  gkeNetworkPolicy: hygiene({
    title: "Network policy should be enabled on GKE clusters",
    assessmentKey: "fd06513a-1e03-4d40-9159-243f76dcdcb7",
    severity: "Medium",
    control: "Restrict unauthorized network access",
    description: "Without network policies every pod may talk to every other.",
    holds: ({ networkPolicy }) => networkPolicy,
    command: `${CLUSTER} --enable-network-policy`,
  }),
} as const satisfies Record<string, ClusterRecommendation>;
