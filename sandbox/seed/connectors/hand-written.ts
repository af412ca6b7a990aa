import type { ConnectorBody } from "../../azure/security/connectors/connector.ts";

const ACCOUNT = "412233445566";
const LOCATION = "westeurope";
const TAGS = { "cost-centre": "1200" };

const role = (name: string) => ({ cloudRoleArn: `arn:aws:iam::${ACCOUNT}:role/${name}` });
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
