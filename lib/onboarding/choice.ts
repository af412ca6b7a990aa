import { z } from "zod/mini";
import type { ForeignCloud } from "../cloud/cloud.ts";
import {
  AWS_ROLE_IDS,
  CONNECTOR_COMPONENTS,
  type ConnectorComponentId,
  RETENTION_DAYS,
  USUAL_RETENTION_DAYS,
} from "../connectors/catalog.ts";
import { ConnectorChoice, USUAL_CHOICE } from "../connectors/choice.ts";

const Text = z.string().check(z.maxLength(300));

/**
 * What a person has filled in so far, as they typed it: it may be wrong or missing. What only one of the clouds asks
 * for is empty on the other.
 */
export const DraftChoice = z.strictObject({
  cloud: z.enum(["aws", "gcp"]),
  name: Text,
  subscriptionId: Text,
  resourceGroup: Text,
  region: Text,
  scanHours: z.number(),
  containers: z.boolean(),
  components: z.strictObject(
    Object.fromEntries(CONNECTOR_COMPONENTS.map((id) => [id, z.boolean()])) as Record<
      ConnectorComponentId,
      z.ZodMiniBoolean
    >,
  ),
  access: z.enum(["default", "least"]),
  organization: z.boolean(),
  /** Ids of accounts, or numbers of projects, that an organisation's connector leaves out; as typed. */
  excluded: z.string().check(z.maxLength(20_000)),
  accountId: Text,
  allRegions: z.boolean(),
  regions: z.array(Text).check(z.maxLength(60)),
  retention: Text,
  roleNames: z.partialRecord(z.enum(AWS_ROLE_IDS), Text),
  projectId: Text,
  projectNumber: Text,
  organizationId: Text,
});
export type DraftChoice = z.infer<typeof DraftChoice>;

/** With what a new connector's wizard begins. */
export function beginning(cloud: ForeignCloud): DraftChoice {
  return {
    ...USUAL_CHOICE,
    components: { ...USUAL_CHOICE.components },
    cloud,
    name: "",
    subscriptionId: "",
    resourceGroup: "",
    region: "westeurope",
    organization: false,
    excluded: "",
    accountId: "",
    allRegions: true,
    regions: [],
    retention: String(USUAL_RETENTION_DAYS),
    roleNames: {},
    projectId: "",
    projectNumber: "",
    organizationId: "",
  };
}

/** The wizard's steps in order, as the Azure portal has them, and the fields that each asks for. */
export const STEPS = {
  details: {
    title: { aws: "Account details", gcp: "Project details" },
    fields: [
      "name",
      "organization",
      "accountId",
      "regions",
      "projectId",
      "projectNumber",
      "organizationId",
      "excluded",
      "subscriptionId",
      "resourceGroup",
      "region",
      "scanHours",
    ],
  },
  plans: {
    title: { aws: "Select plans", gcp: "Select plans" },
    fields: ["containers", "components", "retention"],
  },
  access: {
    title: { aws: "Configure access", gcp: "Configure access" },
    fields: ["access", "roleNames"],
  },
  review: { title: { aws: "Review and create", gcp: "Review and create" }, fields: [] },
} as const satisfies Record<
  string,
  { title: Record<ForeignCloud, string>; fields: readonly (keyof DraftChoice)[] }
>;
export type Step = keyof typeof STEPS;
export const STEP_IDS = Object.keys(STEPS) as Step[];

/** A field of the wizard that is not right yet, where it stands, and what to do. */
export interface Problem {
  step: Step;
  /** The field's name in the draft; of a role's name, `roleNames.` and which. */
  field: string;
  says: string;
}

/** Where the choice of a connector calls a field of the draft by another name. */
const FIELD: Readonly<Record<string, string>> = {
  retentionDays: "retention",
  excludedAccounts: "excluded",
  excludedProjects: "excluded",
};

/** What is still wrong with a draft, at most once a field. The same on the page and on the server. */
export function problemsOf(draft: DraftChoice): Problem[] {
  const parsed = ConnectorChoice.safeParse(asChoice(draft));
  const issues = parsed.success ? [] : parsed.error.issues;
  const found = new Map<string, Problem>();
  const say = (field: string, says: string) => {
    if (!found.has(field)) found.set(field, { step: stepOf(field), field, says });
  };
  for (const { path, message } of issues) {
    const [member = "", part] = path.map(String);
    say(
      member === "roleNames" ? `roleNames.${part}` : (FIELD[member] ?? member),
      MISSING[member]?.(draft) ?? message,
    );
  }
  if (draft.cloud === "aws" && !draft.allRegions && draft.regions.length === 0) {
    say("regions", "Choose the regions that are read, or all of them.");
  }
  if (draft.cloud === "gcp" && draft.organization && !draft.organizationId.trim()) {
    say("organizationId", "Give the organisation's id: digits alone.");
  }
  return [...found.values()];
}

/** What is said of a field that is still empty. */
const MISSING: Readonly<Record<string, (draft: DraftChoice) => string | null>> = {
  name: ({ name }) => (name.trim() ? null : "Give the connector a name."),
  resourceGroup: ({ resourceGroup }) =>
    resourceGroup.trim() ? null : "Choose a resource group, or name a new one.",
};

/** The choice of a draft in which nothing is wrong, or null. */
export function choiceOfDraft(draft: DraftChoice): ConnectorChoice | null {
  if (problemsOf(draft).length > 0) return null;
  return ConnectorChoice.parse(asChoice(draft));
}

/** The draft in which a connector's present choice is changed. */
export function draftOfChoice(choice: ConnectorChoice): DraftChoice {
  const { name, subscriptionId, resourceGroup, region, scanHours, containers } = choice;
  const { components, access, organization } = choice;
  const common = {
    ...beginning(choice.cloud),
    ...{ name, subscriptionId, resourceGroup, region, scanHours, containers },
    ...{ components, access, organization },
  };
  if (choice.cloud === "gcp") {
    const { projectId, projectNumber, organizationId, excludedProjects } = choice;
    const excluded = excludedProjects.join("\n");
    return { ...common, projectId, projectNumber, organizationId, excluded };
  }
  return {
    ...common,
    accountId: choice.accountId,
    allRegions: choice.regions.length === 0,
    regions: choice.regions,
    excluded: choice.excludedAccounts.join("\n"),
    retention: String(choice.retentionDays),
    roleNames: choice.roleNames,
  };
}

function stepOf(field: string): Step {
  const [name = ""] = field.split(".");
  return STEP_IDS.find((id) => (STEPS[id].fields as readonly string[]).includes(name)) ?? "details";
}

function asChoice(draft: DraftChoice) {
  const { cloud, scanHours, containers, components, access, organization } = draft;
  const common = {
    ...{ cloud, scanHours, containers, components, access, organization },
    name: draft.name.trim(),
    subscriptionId: draft.subscriptionId.trim().toLowerCase(),
    resourceGroup: draft.resourceGroup.trim(),
    region: draft.region.trim(),
  };
  const excluded = organization ? draft.excluded.split(/[\s,;]+/).filter(Boolean) : [];
  if (cloud === "gcp") {
    return {
      ...common,
      projectId: draft.projectId.trim(),
      projectNumber: draft.projectNumber.trim(),
      organizationId: organization ? draft.organizationId.trim() : "",
      excludedProjects: excluded,
    };
  }
  const named = Object.entries(draft.roleNames).filter(([, name]) => name);
  return {
    ...common,
    accountId: draft.accountId.trim(),
    regions: draft.allRegions ? [] : draft.regions,
    excludedAccounts: excluded,
    retentionDays: retentionOf(draft),
    roleNames: Object.fromEntries(named),
  };
}

/** While no audit logs are kept the field is not shown, and what was typed there stands in nobody's way. */
function retentionOf({ retention, containers, components }: DraftChoice): number {
  const days = /^\d+$/.test(retention.trim()) ? Number(retention) : Number.NaN;
  const asked = containers && components.auditLogs;
  return asked || RETENTION_DAYS.includes(days) ? days : USUAL_RETENTION_DAYS;
}
