import type { ConnectorBody } from "../../azure/security/connectors/connector.ts";

const ACCOUNT = "412233445566";
const PROJECT = { projectId: "nwh-shipping-prod", projectNumber: "104857600001" };
const LOCATION = "westeurope";
const TAGS = { "cost-centre": "1200" };

const role = (name: string) => ({ cloudRoleArn: `arn:aws:iam::${ACCOUNT}:role/${name}` });
const connection = (account: string, workloadIdentityProviderId: string) => ({
  serviceAccountEmailAddress: `${account}@${PROJECT.projectId}.iam.gserviceaccount.com`,
  workloadIdentityProviderId,
});
const provisioning = {
  enableAuditLogsAutoProvisioning: true,
  enableDefenderAgentAutoProvisioning: true,
  enablePolicyAgentAutoProvisioning: true,
};

/** The connector to the account that production runs in. */
export function awsConnector(externalId: string): ConnectorBody {
  return {
    location: LOCATION,
    tags: TAGS,
    properties: {
      hierarchyIdentifier: ACCOUNT,
      environmentName: "AWS",
      environmentData: { environmentType: "AwsAccount", scanInterval: 4 },
      offerings: [
        { offeringType: "CspmMonitorAws", nativeCloudConnection: role("CspmMonitorAws") },
        {
          offeringType: "DefenderForContainersAws",
          kubernetesService: role("MDCContainersK8sRole"),
          kubernetesDataCollection: role("MDCContainersK8sDataCollectionRole"),
          cloudWatchToKinesis: role("MDCContainersK8sCloudWatchToKinesisRole"),
          kinesisToS3: role("MDCContainersK8sKinesisToS3Role"),
          ...provisioning,
          kubeAuditRetentionTime: 30,
          dataCollectionExternalId: externalId,
          mdcContainersAgentlessDiscoveryK8s: {
            enabled: true,
            ...role("MDCContainersAgentlessDiscoveryK8sRole"),
          },
          mdcContainersImageAssessment: {
            enabled: true,
            ...role("MDCContainersImageAssessmentRole"),
          },
        },
      ],
    },
  };
}

/** The connector to the project that production runs in. */
export const googleConnector: ConnectorBody = {
  location: LOCATION,
  tags: TAGS,
  properties: {
    hierarchyIdentifier: PROJECT.projectNumber,
    environmentName: "GCP",
    environmentData: { environmentType: "GcpProject", projectDetails: PROJECT, scanInterval: 4 },
    offerings: [
      {
        offeringType: "CspmMonitorGcp",
        nativeCloudConnection: connection("microsoft-defender-cspm", "cspm"),
      },
      {
        offeringType: "DefenderForContainersGcp",
        nativeCloudConnection: connection("microsoft-defender-containers", "containers"),
        dataPipelineNativeCloudConnection: connection(
          "ms-defender-containers-stream",
          "containers-streams",
        ),
        ...provisioning,
        mdcContainersAgentlessDiscoveryK8s: {
          enabled: true,
          ...connection("mdc-containers-k8s-operator", "containers"),
        },
        mdcContainersImageAssessment: {
          enabled: true,
          ...connection("mdc-containers-artifact-assess", "containers"),
        },
      },
    ],
  },
};
