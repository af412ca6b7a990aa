import type { FederatedIdentity, NeededRights } from "../cloud/cloud.ts";
import { PORTAL_ACCOUNT } from "../cloud/connectors.ts";
import type { GcpChoice } from "../connectors/choice.ts";
import { accountEmail } from "../connectors/document.ts";
import { CUSTOM_ROLES } from "./catalog-gcp.ts";
import { roleName, type Thing, type ThingOf, thingsOf } from "./gcp-things.ts";
import type { Created } from "./model.ts";

const LET_IN = "roles/iam.workloadIdentityUser";

/** Permissions of roles/container.viewer without which the portal can't work. */
const VIEWER = ["container.clusters.get", "container.clusters.list", "container.operations.list"];

/** How each thing is told of. */
const TOLD: {
  [Kind in Thing["kind"]]: { kind: string; name: (thing: ThingOf<Kind>) => string };
} = {
  service: { kind: "API", name: ({ name }) => name },
  pool: { kind: "Workload identity pool", name: ({ id }) => id },
  provider: { kind: "Identity provider", name: ({ pool, id }) => `${pool}/${id}` },
  role: { kind: "Role", name: ({ id }) => id },
  account: { kind: "Service account", name: ({ name }) => name },
  grant: { kind: "Grant", name: ({ account, role }) => `${role} to ${account}` },
  letIn: { kind: "Grant", name: ({ account }) => `${LET_IN} on ${account}` },
  topic: { kind: "Pub/Sub topic", name: ({ id }) => id },
  subscription: { kind: "Pub/Sub subscription", name: ({ id }) => id },
  sink: { kind: "Log sink", name: ({ id }) => id },
};

/** What the script makes in the project, in plain words. */
export function gcpCreates(choice: GcpChoice, identity: FederatedIdentity): Created[] {
  return thingsOf({ choice, identity }).map((thing) => {
    const { kind, name } = TOLD[thing.kind];
    // The table's row and the thing have the same kind; TypeScript can't see that through the index.
    return { kind, name: (name as (thing: Thing) => string)(thing), why: thing.why };
  });
}

/** What must hold in the project so that the portal and every component that is on can work. */
export function gcpNeeds(choice: GcpChoice, identity: FederatedIdentity): NeededRights[] {
  const things = thingsOf({ choice, identity });
  const portal = {
    holder: PORTAL_ACCOUNT.name,
    id: accountEmail(choice, PORTAL_ACCOUNT.name),
    actions: [...CUSTOM_ROLES.BreakwaterContainersRole.permissions, ...VIEWER],
  };
  return [portal, ...things.flatMap((thing) => needOf(choice, things, thing))];
}

function needOf(choice: GcpChoice, things: readonly Thing[], thing: Thing): NeededRights[] {
  const named = (holder: string, rest: string, actions: readonly string[] = []) => [
    { holder, id: `projects/${choice.projectId}/${rest}`, actions },
  ];
  const pools = "locations/global/workloadIdentityPools";
  switch (thing.kind) {
    case "service":
      return named(thing.name, `services/${thing.name}`);
    case "pool":
      return named(`pool ${thing.id}`, `${pools}/${thing.id}`);
    case "provider":
      return named(`provider ${thing.id}`, `${pools}/${thing.pool}/providers/${thing.id}`);
    case "role":
      return [{ holder: thing.id, id: roleName(choice, thing.id), actions: thing.permissions }];
    case "account":
      return thing.isPortal ? [] : [accountNeed(choice, things, thing.name)];
    case "topic":
      return named(`topic ${thing.id}`, `topics/${thing.id}`);
    case "subscription":
      return named(`subscription ${thing.id}`, `subscriptions/${thing.id}`);
    case "sink":
      return named(`log sink ${thing.id}`, `sinks/${thing.id}`);
    default:
      return [];
  }
}

/** What is given at the organisation can't be read in the project: there, that the account is there has to do. */
function accountNeed(choice: GcpChoice, things: readonly Thing[], name: string): NeededRights {
  const roles = things.flatMap((one) =>
    one.kind === "grant" && one.account === name && !choice.organization ? [one.role] : [],
  );
  return { holder: name, id: accountEmail(choice, name), actions: [...roles, LET_IN] };
}
