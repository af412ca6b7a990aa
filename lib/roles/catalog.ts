/** Where a row of a table comes from, by the title of Microsoft's page, and when it was read there. */
export const SOURCES = {
  permissions: {
    says: "User roles and permissions",
    url: "https://learn.microsoft.com/azure/defender-for-cloud/permissions",
    date: "mid 2026",
  },
  suppression: {
    says: "Suppression rules",
    url: "https://learn.microsoft.com/azure/defender-for-cloud/alerts-suppression-rules",
    date: "mid 2026",
  },
  samples: {
    says: "Alert validation",
    url: "https://learn.microsoft.com/azure/defender-for-cloud/alert-validation",
    date: "mid 2026",
  },
  connectors: {
    says: "Connecting clouds",
    url: "https://learn.microsoft.com/azure/defender-for-cloud/quickstart-onboard-aws",
    date: "mid 2026",
  },
  builtIn: {
    says: "Built-in roles",
    url: "https://learn.microsoft.com/azure/role-based-access-control/built-in-roles",
    date: "2026-11",
  },
} as const;

/** The roles that the table compares; what the short ones stand for is said above the table. */
export const COLUMNS = {
  reader: "Readers",
  securityAdmin: "Security Admin",
  groupContributor: "Group Contributor",
  contributor: "Contributor",
  owner: "Owner",
} as const;
export type Column = keyof typeof COLUMNS;

type Cell = "yes" | "no" | { partly: string };

export interface DutySpec {
  says: string;
  cells: Record<Column, Cell>;
  /** The ARM actions that decide it, where a role's actions do; a test holds the cells to them. */
  actions?: readonly string[];
  source: keyof typeof SOURCES;
  note?: string;
}

const PRICING = "Microsoft.Security/pricings/write";
const POLICY = "Microsoft.Authorization/policyAssignments/write";
const GRANT = "Microsoft.Authorization/roleAssignments/write";

/** Columns in their order, as the letters y and n; what is only partly allowed is named beside. */
function cells(letters: string, partly: Partial<Record<Column, string>> = {}): DutySpec["cells"] {
  const columns = Object.keys(COLUMNS) as Column[];
  return Object.fromEntries(
    columns.map((column, at) => {
      const says = partly[column];
      return [column, says ? { partly: says } : letters[at] === "y" ? "yes" : "no"];
    }),
  ) as DutySpec["cells"];
}

/** Who may do what, by the built-in roles. */
export const DUTIES: readonly DutySpec[] = [
  {
    says: "See recommendations, alerts, inventory and coverage",
    cells: cells("yy.yy", { groupContributor: "Of that resource group." }),
    actions: ["Microsoft.Security/assessments/read"],
    source: "permissions",
  },
  {
    says: "Turn a plan on or off",
    cells: cells("nynyy"),
    actions: [PRICING],
    source: "permissions",
  },
  {
    says: "Turn a plan on with all of its components",
    cells: cells("n.n.y", {
      securityAdmin: "The plan is on; components whose identities need roles stay incomplete.",
      contributor: "The plan is on; components whose identities need roles stay incomplete.",
    }),
    actions: [PRICING, GRANT],
    source: "permissions",
    note: "Provisioning makes managed identities and gives them roles, which only an Owner may.",
  },
  {
    says: "Change components in Settings & monitoring",
    cells: cells("n.n.y", {
      securityAdmin:
        "Those of the plan, and policy assignments; not the roles of their identities.",
      contributor: "Those of the plan; not Azure Policy, which is a policy assignment.",
    }),
    actions: [PRICING, POLICY, GRANT],
    source: "builtIn",
  },
  {
    says: "Fix an AKS cluster: install or remove the Defender sensor, the Azure Policy add-on",
    cells: cells("nnyyy"),
    actions: ["Microsoft.ContainerService/managedClusters/write"],
    source: "permissions",
    note: "Security Admin may turn the plan on and may not press Fix.",
  },
  {
    says: "Fix an Arc-enabled cluster: install or remove an extension",
    cells: cells("nnyyy"),
    actions: [
      "Microsoft.KubernetesConfiguration/extensions/write",
      "Microsoft.KubernetesConfiguration/extensions/delete",
    ],
    source: "builtIn",
    note: "Kubernetes Extension Contributor is enough.",
  },
  {
    says: "Create a Log Analytics workspace while fixing",
    cells: cells("nnyyy"),
    actions: ["Microsoft.OperationalInsights/workspaces/write"],
    source: "builtIn",
    note: "A default workspace in a resource group that does not exist yet needs the subscription.",
  },
  {
    says: "Tag a cluster, to keep it out of automatic provisioning",
    cells: cells("nnyyy"),
    actions: ["Microsoft.Resources/tags/write"],
    source: "builtIn",
    note: "Tag Contributor is enough. On AWS and GCP it is done in that cloud.",
  },
  {
    says: "Assign security policies, initiatives and standards",
    cells: cells("nynny"),
    actions: [POLICY],
    source: "permissions",
  },
  {
    says: "Assign or change the policies with a custom workspace",
    cells: cells("n.nny", {
      securityAdmin: "The assignment; an Owner gives its identity the roles.",
    }),
    actions: [POLICY, GRANT],
    source: "builtIn",
    note: "Resource Policy Contributor with User Access Administrator is enough.",
  },
  {
    says: "Exempt a resource from a recommendation",
    cells: cells("nynny"),
    source: "permissions",
    note: "Another page of Microsoft's names Contributor and Resource Policy Contributor too.",
  },
  {
    says: "Dismiss alerts, change their state",
    cells: cells("nynyy"),
    actions: ["Microsoft.Security/locations/alerts/dismiss/action"],
    source: "permissions",
  },
  { says: "Write suppression rules", cells: cells("nynny"), source: "suppression" },
  { says: "Create sample alerts", cells: cells("nnnyy"), source: "samples" },
  { says: "Change e-mail notifications", cells: cells("nyyyy"), source: "permissions" },
  {
    says: "Connect an AWS account or a GCP project",
    cells: cells("nn.yy", { groupContributor: "On the group that holds the connector." }),
    source: "connectors",
  },
  {
    says: "Provision Azure Arc through a connector",
    cells: cells("nnnny"),
    source: "connectors",
  },
  { says: "See the linked GitHub issue", cells: cells("yyyyy"), source: "permissions" },
  { says: "Open a GitHub issue, name an owner", cells: cells("nyyyy"), source: "permissions" },
];
