import { SUBSCRIPTIONS } from "../seed/company.ts";
import type { Step } from "./walk.ts";

const RETAIL = `/subscriptions/${SUBSCRIPTIONS.retail.id}`;
const GROUP = `${RETAIL}/resourceGroups/rg-wire-clouds`;
const CONNECTORS = "providers/Microsoft.Security/securityConnectors";
const AWS = `${GROUP}/${CONNECTORS}/aws-wire-walk`;
const GCP = `${GROUP}/${CONNECTORS}/gcp-wire-walk`;

const VERSIONS = ["2024-03-01-preview", "2024-07-01-preview", "2024-08-01-preview"];
const READ_VERSIONS = ["2023-10-01-preview", ...VERSIONS];

const call = (method: string, path: string, versions: readonly string[], body?: unknown): Step => ({
  method,
  path,
  versions,
  ...(body !== undefined && { body }),
});

const role = (name: string) => ({ cloudRoleArn: `arn:aws:iam::912233445566:role/${name}` });
const aws = {
  location: "westeurope",
  tags: { by: "the wire walk" },
  properties: {
    hierarchyIdentifier: "912233445566",
    environmentName: "AWS",
    environmentData: {
      environmentType: "AwsAccount",
      regions: ["eu-west-1", "us-gov-west-1"],
      scanInterval: 12,
      organizationalData: {
        organizationMembershipType: "Organization",
        stacksetName: "defender",
        excludedAccountIds: ["112233445566"],
      },
    },
    offerings: [
      { offeringType: "CspmMonitorAws", nativeCloudConnection: role("CspmMonitorAws") },
      {
        offeringType: "DefenderForContainersAws",
        kubernetesService: role("MDCContainersK8sRole"),
        kubernetesDataCollection: role("MDCContainersK8sDataCollectionRole"),
        cloudWatchToKinesis: role("MDCContainersK8sCloudWatchToKinesisRole"),
        kinesisToS3: role("MDCContainersK8sKinesisToS3Role"),
        enableAuditLogsAutoProvisioning: true,
        enableDefenderAgentAutoProvisioning: true,
        enablePolicyAgentAutoProvisioning: false,
        kubeAuditRetentionTime: 30,
        dataCollectionExternalId: "0c0f4b1f-9d4b-4a3e-8f16-1ed2b2a5a5b4",
        mdcContainersImageAssessment: {
          enabled: true,
          ...role("MDCContainersImageAssessmentRole"),
        },
        vmScanners: {
          enabled: true,
          ...role("MDCAgentlessScanningRole"),
          configuration: { scanningMode: "Default", exclusionTags: { team: "ops" } },
        },
      },
    ],
  },
};

const account = (name: string, workloadIdentityProviderId: string) => ({
  serviceAccountEmailAddress: `${name}@wire-walk.iam.gserviceaccount.com`,
  workloadIdentityProviderId,
});
const gcp = {
  location: "westeurope",
  properties: {
    hierarchyIdentifier: "104857699999",
    environmentName: "GCP",
    environmentData: {
      environmentType: "GcpProject",
      projectDetails: { projectId: "wire-walk", projectNumber: "104857699999" },
      organizationalData: {
        organizationMembershipType: "Member",
        parentHierarchyId: "104857699990",
        managementProjectNumber: "104857699991",
      },
      scanInterval: 4,
    },
    offerings: [
      {
        offeringType: "CspmMonitorGcp",
        nativeCloudConnection: account("microsoft-defender-cspm", "cspm"),
      },
      {
        offeringType: "DefenderForContainersGcp",
        nativeCloudConnection: account("microsoft-defender-containers", "containers"),
        dataPipelineNativeCloudConnection: account(
          "ms-defender-containers-stream",
          "containers-streams",
        ),
        enableAuditLogsAutoProvisioning: true,
        enableDefenderAgentAutoProvisioning: true,
        enablePolicyAgentAutoProvisioning: true,
        mdcContainersAgentlessDiscoveryK8s: {
          enabled: true,
          ...account("mdc-containers-k8s-operator", "containers"),
        },
      },
    ],
  },
};

/** Connectors to AWS and GCP from their making to their end, in every version that writes or reads them. */
export const CONNECTOR_STEPS: readonly Step[] = [
  call("PUT", GROUP, ["2021-04-01"], { location: "westeurope" }),
  call("PUT", AWS, VERSIONS, aws),
  call("PUT", GCP, VERSIONS, gcp),
  call("PUT", `${GROUP}/${CONNECTORS}/second`, ["2024-07-01-preview"], aws),
  call("GET", AWS, READ_VERSIONS),
  call("GET", GCP, READ_VERSIONS),
  call("GET", `${GROUP}/${CONNECTORS}/no-such-connector`, ["2024-07-01-preview"]),
  call("GET", `${GROUP}/${CONNECTORS}`, READ_VERSIONS),
  call("GET", `${RETAIL}/${CONNECTORS}`, READ_VERSIONS),
  call("PATCH", AWS, VERSIONS, {
    properties: {
      offerings: [{ offeringType: "CspmMonitorAws", nativeCloudConnection: role("Other") }],
    },
  }),
  ...[AWS, GCP].map((connector) => call("DELETE", connector, VERSIONS)),
];
