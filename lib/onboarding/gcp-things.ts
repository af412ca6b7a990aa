import type { FederatedIdentity } from "../cloud/cloud.ts";
import { PORTAL_ACCOUNT } from "../cloud/connectors.ts";
import { GCP_ACCOUNTS } from "../connectors/catalog.ts";
import { componentsOn, type GcpChoice } from "../connectors/choice.ts";
import {
  type AccountId,
  CUSTOM_ROLES,
  type CustomRole,
  customRole,
  DEFENDER_ISSUER,
  DEFENDER_PROVIDERS,
  type DefenderProvider,
  defenderPool,
  type When,
} from "./catalog-gcp.ts";
import { ACCOUNTS, AUDIT_LOGS, GRANTS, SERVICES } from "./catalog-gcp-access.ts";

/** What a script is written for. */
export interface GcpAccess {
  choice: GcpChoice;
  identity: FederatedIdentity;
}

/** One thing of Google Cloud that has to be there, whole. */
export type Thing =
  | { kind: "service"; name: string; why: string }
  | { kind: "pool"; id: string; title: string; why: string }
  | { kind: "provider"; id: string; pool: string; issuer: string; audience: string; why: string }
  | { kind: "role"; id: CustomRole; title: string; permissions: readonly string[]; why: string }
  | { kind: "account"; name: string; title: string; isPortal: boolean; why: string }
  | { kind: "grant"; account: string; role: string; why: string }
  | { kind: "letIn"; account: string; member: string; why: string }
  | { kind: "topic"; id: string; why: string }
  | { kind: "subscription"; id: string; topic: string; why: string }
  | { kind: "sink"; id: string; topic: string; filter: string; why: string };

export type ThingOf<Kind extends Thing["kind"]> = Extract<Thing, { kind: Kind }>;

const LET_IN = "roles/iam.workloadIdentityUser";

/** Everything that a choice needs in the project, in the order in which it can be made. */
export function thingsOf({ choice, identity }: GcpAccess): Thing[] {
  const accounts = accountsOf(choice);
  const grants = grantsOf(choice);
  return [
    ...SERVICES.filter(({ made }) => isMade(choice, made)).map(({ name, why }) => ({
      kind: "service" as const,
      name: `${name}.googleapis.com`,
      why,
    })),
    ...pools(choice, identity, accounts),
    ...rolesIn(grants).map((id) => roleThing(choice, id)),
    ...accounts.map(accountThing),
    ...grants.map(({ account, role }) => ({
      kind: "grant" as const,
      account: accountName(account),
      role: roleName(choice, role),
      why: ACCOUNTS[account].why,
    })),
    ...accounts.map((account) => letIn(choice, identity, account)),
    ...(hasAuditLogs(choice) ? auditLogs() : []),
  ];
}

/** The name of an account before the @. */
function accountName(account: AccountId): string {
  return account === "portal" ? PORTAL_ACCOUNT.name : GCP_ACCOUNTS[account].name;
}

/** Whether things of the audit logs are made: they are charged for, so that they are not while they are off. */
function hasAuditLogs(choice: GcpChoice): boolean {
  return componentsOn(choice).includes("auditLogs");
}

function accountsOf(choice: GcpChoice): AccountId[] {
  return (Object.keys(ACCOUNTS) as AccountId[]).filter((id) => isMade(choice, ACCOUNTS[id].made));
}

function grantsOf(choice: GcpChoice) {
  return GRANTS.filter(({ made, organization, leastOnly }) => {
    if (organization && !choice.organization) return false;
    if (leastOnly && choice.access === "default") return false;
    return isMade(choice, made);
  });
}

function isMade(choice: GcpChoice, made: readonly When[]): boolean {
  const on = componentsOn(choice);
  return made.some((when) => {
    if (when === "always") return true;
    if (when === "plan") return choice.containers;
    if (when === "default") return choice.containers && choice.access === "default";
    return when.some((component) => on.includes(component));
  });
}

function rolesIn(grants: readonly { role: string }[]): CustomRole[] {
  const named = new Set(grants.map(({ role }) => role));
  return (Object.keys(CUSTOM_ROLES) as CustomRole[]).filter((id) => named.has(id));
}

/** A custom role belongs to the organisation where that is connected, so that it can be given there. */
function roleThing(choice: GcpChoice, id: CustomRole): Thing {
  const { title, permissions, ofOrganization = [] } = customRole(id);
  const all = choice.organization ? [...permissions, ...ofOrganization] : permissions;
  return {
    kind: "role",
    id,
    title,
    permissions: [...all].sort(),
    why: `${all.length} permissions: ${[...all].sort().join(", ")}.`,
  };
}

/** A role's full name. */
export function roleName(
  { organization, organizationId, projectId }: GcpChoice,
  role: CustomRole | `roles/${string}`,
): string {
  if (role.startsWith("roles/")) return role;
  return organization
    ? `organizations/${organizationId}/roles/${role}`
    : `projects/${projectId}/roles/${role}`;
}

function accountThing(account: AccountId): Thing {
  const { title, why } = ACCOUNTS[account];
  return {
    kind: "account",
    name: accountName(account),
    title,
    isPortal: account === "portal",
    why,
  };
}

function pools(
  choice: GcpChoice,
  { issuer, audience, tenantId }: FederatedIdentity,
  accounts: readonly AccountId[],
): Thing[] {
  const defenders = defenderPool({ tenantId });
  const { pool } = PORTAL_ACCOUNT;
  const providers = new Set(
    accounts.flatMap((account) => (account === "portal" ? [] : [GCP_ACCOUNTS[account].provider])),
  );
  // The stream's provider is named by the connector itself, whenever the plan is on.
  if (choice.containers) providers.add("containers-streams");
  return [
    { kind: "pool", id: pool, title: "Breakwater", why: "Lets the portal's tokens in." },
    {
      kind: "pool",
      id: defenders,
      title: "Microsoft Defender for Cloud",
      why: "Lets Microsoft Defender's tokens in.",
    },
    {
      ...{ kind: "provider", id: pool, pool, issuer, audience },
      why: `Trusts tokens of ${issuer} for ${audience}: this portal's.`,
    },
    ...[...providers].map((id) => ({
      ...{ kind: "provider" as const, id, pool: defenders, issuer: DEFENDER_ISSUER },
      audience: DEFENDER_PROVIDERS[id as DefenderProvider],
      why: `Trusts tokens of Microsoft's own tenant for ${DEFENDER_PROVIDERS[id as DefenderProvider]}: Defender's.`,
    })),
  ];
}

/** Of the portal's pool one identity may act as its account, of Defender's pool each that its providers let in. */
function letIn(
  { projectNumber }: GcpChoice,
  { subject, tenantId }: FederatedIdentity,
  account: AccountId,
): Thing {
  const place = `iam.googleapis.com/projects/${projectNumber}/locations/global/workloadIdentityPools`;
  return {
    kind: "letIn",
    account: accountName(account),
    member:
      account === "portal"
        ? `principal://${place}/${PORTAL_ACCOUNT.pool}/subject/${subject}`
        : `principalSet://${place}/${defenderPool({ tenantId })}/*`,
    why:
      account === "portal"
        ? `${LET_IN} for this portal alone.`
        : `${LET_IN} for Microsoft Defender's pool.`,
  };
}

function auditLogs(): Thing[] {
  const { name: id, filter } = AUDIT_LOGS;
  return [
    { kind: "topic", id, why: "Takes Kubernetes audit logs from Cloud Logging." },
    { kind: "subscription", id, topic: id, why: "Keeps them until Defender has read them." },
    {
      ...{ kind: "sink", id, topic: id, filter },
      why: "Sends the audit logs of all GKE clusters of the project to the topic; its writer may publish there.",
    },
  ];
}
