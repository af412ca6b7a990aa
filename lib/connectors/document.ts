import type {
  ConnectorDocument,
  ConnectorFacts,
  ConnectorProperties,
  Offering,
} from "../cloud/cloud.ts";
import {
  AWS_ROLES,
  type AwsRole,
  CONNECTOR_COMPONENTS,
  type ConnectorComponentId,
  connectorComponent,
  GCP_ACCOUNTS,
  USUAL_RETENTION_DAYS,
} from "./catalog.ts";
import type { AwsChoice, ConnectorChoice, GcpChoice } from "./choice.ts";
import { CONTAINERS_OFFERING, containersOf } from "./model.ts";

/** Offerings that the choice is about; all others stay as they are. */
const OURS: ReadonlySet<string> = new Set([
  "CspmMonitorAws",
  "CspmMonitorGcp",
  ...Object.values(CONTAINERS_OFFERING),
]);

/**
 * The securityConnector that the choice asks for. What an existing one carries beside it goes back as it came:
 * offerings of other plans, and members of ours that are not known here.
 */
export function documentOf(
  choice: ConnectorChoice,
  externalId: string,
  existing: ConnectorProperties | null = null,
): ConnectorDocument {
  const offerings =
    choice.cloud === "aws" ? awsOfferings(choice, externalId) : gcpOfferings(choice);
  const known = new Map((existing?.offerings ?? []).map((one) => [one.offeringType, one]));
  const kept = (existing?.offerings ?? []).filter(({ offeringType }) => !OURS.has(offeringType));
  const environment = choice.cloud === "aws" ? awsEnvironment(choice) : gcpEnvironment(choice);
  return {
    location: choice.region,
    properties: {
      hierarchyIdentifier: choice.cloud === "aws" ? choice.accountId : choice.projectNumber,
      environmentName: choice.cloud === "aws" ? "AWS" : "GCP",
      environmentData: environment,
      offerings: [...offerings.map((one) => ({ ...known.get(one.offeringType), ...one })), ...kept],
    },
  };
}

/** What is chosen about a connector that is there. */
export function choiceOf(facts: ConnectorFacts): ConnectorChoice {
  const offering = containersOf(facts);
  const common = {
    name: facts.name,
    subscriptionId: facts.subscriptionId,
    resourceGroup: facts.resourceGroup,
    region: facts.region,
    scanHours: nearestScan(facts.scanHours),
    containers: offering !== undefined,
    components: componentsOf(facts.cloud, offering),
    access: "default" as const,
    organization: facts.membership === "Organization",
  };
  const { environmentData } = facts.properties;
  const organizational = (environmentData.organizationalData ?? {}) as Record<string, unknown>;
  return facts.cloud === "aws"
    ? {
        ...common,
        cloud: "aws",
        accountId: facts.hierarchyId,
        regions: strings(environmentData.regions),
        excludedAccounts: strings(organizational.excludedAccountIds),
        retentionDays: Number(offering?.kubeAuditRetentionTime ?? USUAL_RETENTION_DAYS),
        roleNames: roleNamesOf(facts),
      }
    : {
        ...common,
        cloud: "gcp",
        projectId: facts.projectId,
        projectNumber: facts.hierarchyId,
        organizationId: String(organizational.organizationName ?? ""),
        excludedProjects: strings(organizational.excludedProjectNumbers),
      };
}

/** ARN of a role in the account, under its chosen or its usual name. */
export function roleArn(
  { accountId, roleNames }: Pick<AwsChoice, "accountId" | "roleNames">,
  role: AwsRole,
): string {
  return `arn:aws:iam::${accountId}:role/${roleNames[role] ?? AWS_ROLES[role]}`;
}

/** E-mail address of a service account that the script makes. */
export function accountEmail({ projectId }: Pick<GcpChoice, "projectId">, name: string): string {
  return `${name}@${projectId}.iam.gserviceaccount.com`;
}

function awsEnvironment({ organization, excludedAccounts, regions, scanHours }: AwsChoice) {
  return {
    environmentType: "AwsAccount",
    scanInterval: scanHours,
    ...(regions.length > 0 ? { regions } : {}),
    ...(organization
      ? {
          organizationalData: {
            organizationMembershipType: "Organization",
            stacksetName: STACK_SET,
            excludedAccountIds: excludedAccounts,
          },
        }
      : {}),
  };
}

/** Under this name the template of an organisation makes its stack set. */
export const STACK_SET = "breakwater-containers";

function gcpEnvironment(choice: GcpChoice) {
  const { organization, organizationId, projectId, projectNumber } = choice;
  return {
    environmentType: "GcpProject",
    scanInterval: choice.scanHours,
    projectDetails: { projectId, projectNumber },
    ...(organization
      ? {
          organizationalData: {
            organizationMembershipType: "Organization",
            organizationName: organizationId,
            excludedProjectNumbers: choice.excludedProjects,
            serviceAccountEmailAddress: accountEmail(choice, GCP_ACCOUNTS.cspm.name),
            workloadIdentityProviderId: GCP_ACCOUNTS.cspm.provider,
          },
        }
      : {}),
  };
}

function awsOfferings(choice: AwsChoice, externalId: string): Offering[] {
  const arn = (role: AwsRole) => ({ cloudRoleArn: roleArn(choice, role) });
  const { components } = choice;
  const cspm = { offeringType: "CspmMonitorAws", nativeCloudConnection: arn("cspm") };
  if (!choice.containers) return [cspm];
  return [
    cspm,
    {
      offeringType: CONTAINERS_OFFERING.aws,
      kubernetesService: arn("kubernetes"),
      kubernetesDataCollection: arn("dataCollection"),
      cloudWatchToKinesis: arn("cloudWatchToKinesis"),
      kinesisToS3: arn("kinesisToS3"),
      enableAuditLogsAutoProvisioning: components.auditLogs,
      enableDefenderAgentAutoProvisioning: components.sensor,
      enablePolicyAgentAutoProvisioning: components.policy,
      kubeAuditRetentionTime: choice.retentionDays,
      dataCollectionExternalId: externalId,
      mdcContainersAgentlessDiscoveryK8s: {
        enabled: components.agentlessDiscovery,
        ...arn("agentlessDiscovery"),
      },
      mdcContainersImageAssessment: {
        enabled: components.imageAssessment,
        ...arn("imageAssessment"),
      },
    },
  ];
}

function gcpOfferings(choice: GcpChoice): Offering[] {
  const connection = (account: keyof typeof GCP_ACCOUNTS) => ({
    serviceAccountEmailAddress: accountEmail(choice, GCP_ACCOUNTS[account].name),
    workloadIdentityProviderId: GCP_ACCOUNTS[account].provider,
  });
  const { components } = choice;
  const cspm = { offeringType: "CspmMonitorGcp", nativeCloudConnection: connection("cspm") };
  if (!choice.containers) return [cspm];
  return [
    cspm,
    {
      offeringType: CONTAINERS_OFFERING.gcp,
      nativeCloudConnection: connection("containers"),
      dataPipelineNativeCloudConnection: connection("stream"),
      enableAuditLogsAutoProvisioning: components.auditLogs,
      enableDefenderAgentAutoProvisioning: components.sensor,
      enablePolicyAgentAutoProvisioning: components.policy,
      mdcContainersAgentlessDiscoveryK8s: {
        enabled: components.agentlessDiscovery,
        ...connection("agentlessDiscovery"),
      },
      mdcContainersImageAssessment: {
        enabled: components.imageAssessment,
        ...connection("imageAssessment"),
      },
    },
  ];
}

/** Which components an offering has on, by today's names of its members or by earlier ones. */
function componentsOf(cloud: ConnectorFacts["cloud"], offering: Offering | undefined) {
  const isOn = (id: ConnectorComponentId) => {
    const { property, formerProperty } = connectorComponent(id);
    const value = offering?.[property] ?? offering?.[formerProperty[cloud] ?? property];
    return typeof value === "object" && value !== null
      ? (value as { enabled?: unknown }).enabled === true
      : value === true;
  };
  return Object.fromEntries(CONNECTOR_COMPONENTS.map((id) => [id, isOn(id)])) as Record<
    ConnectorComponentId,
    boolean
  >;
}

/** Where each role's ARN stands in the offerings. */
const ROLE_PLACES: Readonly<Record<AwsRole, readonly [offering: string, member: string]>> = {
  cspm: ["CspmMonitorAws", "nativeCloudConnection"],
  kubernetes: [CONTAINERS_OFFERING.aws, "kubernetesService"],
  dataCollection: [CONTAINERS_OFFERING.aws, "kubernetesDataCollection"],
  cloudWatchToKinesis: [CONTAINERS_OFFERING.aws, "cloudWatchToKinesis"],
  kinesisToS3: [CONTAINERS_OFFERING.aws, "kinesisToS3"],
  agentlessDiscovery: [CONTAINERS_OFFERING.aws, "mdcContainersAgentlessDiscoveryK8s"],
  imageAssessment: [CONTAINERS_OFFERING.aws, "mdcContainersImageAssessment"],
};

function roleNamesOf({ properties }: ConnectorFacts): AwsChoice["roleNames"] {
  const found = Object.entries(ROLE_PLACES).flatMap(([role, [type, member]]) => {
    const offering = properties.offerings.find(({ offeringType }) => offeringType === type);
    const arn = (offering?.[member] as { cloudRoleArn?: unknown } | undefined)?.cloudRoleArn;
    const name = typeof arn === "string" ? arn.split("/").at(-1) : undefined;
    return name && name !== AWS_ROLES[role as AwsRole] ? [[role, name]] : [];
  });
  return Object.fromEntries(found);
}

function nearestScan(hours: number): ConnectorChoice["scanHours"] {
  if (hours <= 4) return 4;
  if (hours <= 6) return 6;
  return hours <= 12 ? 12 : 24;
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
