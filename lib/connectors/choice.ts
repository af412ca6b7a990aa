import { z } from "zod/mini";
import {
  AWS_ROLE_IDS,
  CONNECTOR_COMPONENTS,
  type ConnectorComponentId,
  RETENTION_DAYS,
  SCAN_HOURS,
} from "./catalog.ts";

export const RETENTION_SAYS = `Choose one of the periods that CloudWatch knows: ${RETENTION_DAYS.join(", ")} days.`;

const says = (message: string) => ({ error: message });

/** How long audit logs are kept; CloudWatch takes no other numbers. */
export const RetentionDays = z
  .number(says(RETENTION_SAYS))
  .check(z.refine((days) => RETENTION_DAYS.includes(days), says(RETENTION_SAYS)));

/** The name of an ARM resource of this type. Source: Microsoft.Security securityConnectors, 2024-08-01-preview. */
const ConnectorName = z
  .string()
  .check(
    z.regex(
      /^[a-zA-Z0-9][a-zA-Z0-9_-]{0,259}$/,
      says("A connector's name begins with a letter or digit and holds letters, digits, - and _."),
    ),
  );

const AccountId = z
  .string()
  .check(z.regex(/^\d{12}$/, says("The id of an AWS account is twelve digits, without dashes.")));

const ProjectId = z
  .string()
  .check(
    z.regex(
      /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
      says("The id of a GCP project is 6 to 30 small letters, digits and dashes; a letter first."),
    ),
  );

const ProjectNumber = z
  .string()
  .check(z.regex(/^\d{6,15}$/, says("The number of a GCP project is digits alone.")));

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (as far as known). */
export const RoleName = z
  .string()
  .check(
    z.regex(
      /^[\w+=,.@-]{1,64}$/,
      says("A role's name is 1 to 64 letters, digits and +=,.@_-, without spaces."),
    ),
  );

const ResourceGroup = z
  .string()
  .check(
    z.regex(
      /^[-\w.()]{0,89}[-\w()]$/,
      says(
        "A resource group's name is up to 90 letters, digits, - _ ( ) and dots; no dot at the end.",
      ),
    ),
  );

const Components = z.strictObject(
  Object.fromEntries(CONNECTOR_COMPONENTS.map((id) => [id, z.boolean()])) as Record<
    ConnectorComponentId,
    z.ZodMiniBoolean
  >,
);

const common = {
  name: ConnectorName,
  subscriptionId: z.guid(says("Choose a subscription.")),
  resourceGroup: ResourceGroup,
  /** The Azure region that the connector stands in. */
  region: z.string().check(z.regex(/^[a-z0-9]{2,40}$/, says("Choose a region."))),
  scanHours: z.literal(SCAN_HOURS),
  containers: z.boolean(),
  components: Components,
  /** Default access carries everything that the plan may need; least privilege what is on now. */
  access: z.enum(["default", "least"]),
};

const AwsChoice = z.strictObject({
  ...common,
  cloud: z.literal("aws"),
  accountId: AccountId,
  /** Regions that are read; empty means all that the account has enabled. */
  regions: z.array(
    z.string().check(z.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, says("Not a region of AWS."))),
  ),
  /** The management account of an organisation: its members are connected too, but for those left out. */
  organization: z.boolean(),
  excludedAccounts: z.array(AccountId),
  retentionDays: RetentionDays,
  /** Roles whose names differ from the usual ones. */
  roleNames: z.partialRecord(z.enum(AWS_ROLE_IDS), RoleName),
});

const GcpChoice = z.strictObject({
  ...common,
  cloud: z.literal("gcp"),
  projectId: ProjectId,
  projectNumber: ProjectNumber,
  organization: z.boolean(),
  /** Digits; "" for a single project. */
  organizationId: z
    .string()
    .check(z.regex(/^\d{0,20}$/, says("The id of a GCP organisation is digits alone."))),
  excludedProjects: z.array(ProjectNumber),
});

/** What a person chooses about a connector, whole and valid. */
export const ConnectorChoice = z.discriminatedUnion("cloud", [AwsChoice, GcpChoice]);
export type ConnectorChoice = z.infer<typeof ConnectorChoice>;
export type AwsChoice = z.infer<typeof AwsChoice>;
export type GcpChoice = z.infer<typeof GcpChoice>;

/** What a new connector has chosen already: the plan with everything on, as the portal does. */
export const USUAL_CHOICE = {
  scanHours: 12,
  containers: true,
  components: Object.fromEntries(CONNECTOR_COMPONENTS.map((id) => [id, true])) as Record<
    ConnectorComponentId,
    boolean
  >,
  access: "default",
} as const;

/** Components that are on; none while the plan is off. */
export function componentsOn({
  containers,
  components,
}: Pick<ConnectorChoice, "containers" | "components">): ConnectorComponentId[] {
  return containers ? CONNECTOR_COMPONENTS.filter((id) => components[id]) : [];
}

/** Monitoring coverage, as the plans page names it. */
export function connectorCoverage(
  choice: Pick<ConnectorChoice, "containers" | "components">,
): "full" | "partial" | "off" {
  if (!choice.containers) return "off";
  return componentsOn(choice).length === CONNECTOR_COMPONENTS.length ? "full" : "partial";
}
