import { z } from "zod";

/** The clouds that a connector can lead to here; Azure's list has code hosts and registries beside them. */
export const CLOUDS = ["AWS", "GCP"] as const;
export type ConnectedCloud = (typeof CLOUDS)[number];

/**
 * For how many days CloudWatch keeps a log group; another number is refused by it.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html (as far as known)
 */
export const RETENTION_DAYS: readonly number[] = [
  ...[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922],
  ...[3288, 3653],
];

const RoleArn = z
  .string()
  .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, "This is not the ARN of an IAM role.");
const Email = z
  .string()
  .regex(
    /^[a-z](?:[a-z0-9-]*[a-z0-9])?@[a-z][a-z0-9-]*\.iam\.gserviceaccount\.com$/,
    "This is not the e-mail address of a service account.",
  );
const ProviderId = z
  .string()
  .regex(/^[a-z0-9-]{4,32}$/, "This is not the id of a workload identity provider.");

const role = z.looseObject({ cloudRoleArn: RoleArn.nullish() }).nullish();
const account = z
  .looseObject({
    serviceAccountEmailAddress: Email.nullish(),
    workloadIdentityProviderId: ProviderId.nullish(),
  })
  .nullish();
const enabled = z.boolean().nullish();
const scanning = {
  enabled,
  configuration: z
    .looseObject({
      scanningMode: z.enum(["Default"]).nullish(),
      exclusionTags: z.record(z.string(), z.string()).nullish(),
    })
    .nullish(),
};
const switchedRole = z.looseObject({ enabled, cloudRoleArn: RoleArn.nullish() }).nullish();
const switchedAccount = z
  .looseObject({
    enabled,
    serviceAccountEmailAddress: Email.nullish(),
    workloadIdentityProviderId: ProviderId.nullish(),
  })
  .nullish();

const provisioning = {
  enableAuditLogsAutoProvisioning: enabled,
  enableDefenderAgentAutoProvisioning: enabled,
  enablePolicyAgentAutoProvisioning: enabled,
};

interface Offering {
  cloud: ConnectedCloud;
  /** What Azure says of it. */
  description: string;
  /** What is checked of it; other members are kept as they come. */
  members: z.ZodRawShape;
  /** Whether it is the Containers plan. */
  isContainers?: true;
}

/** The offerings of connectors to AWS and GCP, by the specification of 2024-07-01-preview. */
export const OFFERINGS: Readonly<Record<string, Offering>> = {
  CspmMonitorAws: {
    cloud: "AWS",
    description: "AWS CSPM monitoring",
    members: { nativeCloudConnection: role },
  },
  DefenderForContainersAws: {
    cloud: "AWS",
    description: "AWS Defender for Containers",
    isContainers: true,
    members: {
      kubernetesService: role,
      kubernetesDataCollection: role,
      cloudWatchToKinesis: role,
      kinesisToS3: role,
      ...provisioning,
      kubeAuditRetentionTime: z.number().int().nullish(),
      dataCollectionExternalId: z.string().min(2).max(1224).nullish(),
      mdcContainersImageAssessment: switchedRole,
      mdcContainersAgentlessDiscoveryK8s: switchedRole,
      vmScanners: z.looseObject({ ...scanning, cloudRoleArn: RoleArn.nullish() }).nullish(),
    },
  },
  DefenderForServersAws: { cloud: "AWS", description: "AWS Defender for Servers", members: {} },
  DefenderForDatabasesAws: { cloud: "AWS", description: "AWS Defender for Databases", members: {} },
  DefenderCspmAws: { cloud: "AWS", description: "AWS Defender CSPM", members: {} },
  CspmMonitorGcp: {
    cloud: "GCP",
    description: "GCP CSPM monitoring",
    members: { nativeCloudConnection: account },
  },
  DefenderForContainersGcp: {
    cloud: "GCP",
    description: "GCP Defender for Containers",
    isContainers: true,
    members: {
      nativeCloudConnection: account,
      dataPipelineNativeCloudConnection: account,
      ...provisioning,
      mdcContainersImageAssessment: switchedAccount,
      mdcContainersAgentlessDiscoveryK8s: switchedAccount,
      vmScanners: z.looseObject(scanning).nullish(),
    },
  },
  DefenderForServersGcp: { cloud: "GCP", description: "GCP Defender for Servers", members: {} },
  DefenderForDatabasesGcp: { cloud: "GCP", description: "GCP Defender for Databases", members: {} },
  DefenderCspmGcp: { cloud: "GCP", description: "GCP Defender CSPM", members: {} },
};
