import { arcTwinOf } from "../../kubernetes/elsewhere.ts";
import type { RunningCluster } from "../../kubernetes/running-cluster.ts";
import { type Attempt, type KubernetesUser, mayAll } from "../../kubernetes/users.ts";
import type { Kernel } from "../../types.ts";
import type { AwsPrincipal } from "../operation.ts";
import { type AccessEntry, entryOf } from "./access-entry.ts";
import { accessPolicy } from "./access-policies.ts";
import { mappedBy } from "./aws-auth.ts";
import { type EksCluster, findCluster } from "./cluster.ts";
import { arnAt } from "./endpoint.ts";
import { eksRunning } from "./running.ts";
import { principalOf } from "./token.ts";

const EVERYBODY = "system:authenticated";
const MASTERS = "system:masters";
const NODES = "system:nodes";

/** The cluster whose server stands at an address; a private one can't be seen from here. */
export function eksAt(kernel: Kernel, address: string): RunningCluster | undefined {
  const arn = arnAt(address);
  const cluster = findCluster(kernel.store, arn);
  if (!cluster?.body.endpointPublicAccess) return undefined;
  const running = eksRunning(kernel, arn);
  return running && { ...running, azure: arcTwinOf(kernel.store, arn) };
}

/** Who asks, by a token of theirs, and what the cluster's entries or its ConfigMap let them do. */
export function eksUser(
  kernel: Kernel,
  { id, name }: RunningCluster,
  authorization: string | undefined,
): KubernetesUser | undefined {
  const cluster = findCluster(kernel.store, id);
  const principal = cluster && principalOf(kernel, name, authorization);
  if (!principal) return undefined;
  for (const door of DOORS[cluster.body.authenticationMode]) {
    const user = door(kernel, cluster, principal);
    if (user) return user;
  }
  return undefined;
}

type Door = (
  kernel: Kernel,
  cluster: EksCluster,
  principal: AwsPrincipal,
) => KubernetesUser | undefined;

/** Until a cluster has entries, who made it is its administrator, and nothing says so. */
const throughCreation: Door = (_kernel, { body }, { identityArn }) =>
  body.creatorIsAdmin && body.creatorArn === identityArn
    ? { name: "kubernetes-admin", groups: [MASTERS, EVERYBODY], may: mayAll }
    : undefined;

const throughConfigMap: Door = ({ store }, { id }, principal) => {
  const { account, arn } = principal;
  const mapped = mappedBy(store, id, { canonicalArn: canonicalArn(principal), account });
  if (!mapped) return undefined;
  const groups = [...mapped.groups, EVERYBODY];
  return { name: filled(mapped.username || arn, principal), groups, may: byGroups(groups) };
};

const throughEntry: Door = ({ store }, cluster, principal) => {
  const entry = entryOf(store, cluster, principal.identityArn);
  if (!entry) return undefined;
  const groups = [...entry.body.kubernetesGroups, EVERYBODY];
  const inGroups = byGroups(groups);
  return {
    name: filled(entry.body.username, principal),
    groups,
    may: (attempt) => inGroups(attempt) || byPolicies(entry, attempt),
  };
};

/** In which order a cluster looks at who asks; an entry stands above the ConfigMap. */
const DOORS: Readonly<Record<EksCluster["body"]["authenticationMode"], readonly Door[]>> = {
  CONFIG_MAP: [throughCreation, throughConfigMap],
  API_AND_CONFIG_MAP: [throughEntry, throughConfigMap],
  API: [throughEntry],
};

/** Other groups are given their rights by role bindings, which clusters here don't have. */
function byGroups(groups: readonly string[]): (attempt: Attempt) => boolean {
  if (groups.includes(MASTERS)) return mayAll;
  if (!groups.includes(NODES)) return () => false;
  return ({ verb, resource }) => verb === "get" && ["nodes", "pods"].includes(resource);
}

function byPolicies({ body }: AccessEntry, attempt: Attempt): boolean {
  return body.policies.some(({ policyArn, accessScope: { type, namespaces } }) => {
    const within = type === "cluster" || namespaces.some((name) => covers(name, attempt.namespace));
    return within && accessPolicy(policyArn)?.(attempt) === true;
  });
}

/** Whether the name of a namespace fits one in which a star stands for anything. */
function covers(pattern: string, namespace: string | undefined): boolean {
  if (namespace === undefined) return false;
  const parts = pattern.split("*").map((part) => part.replace(/[^a-z0-9-]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(namespace);
}

/** The ARN by which the ConfigMap knows somebody: a role stands there without its path and its session. */
function canonicalArn({ kind, arn, account }: AwsPrincipal): string {
  if (kind !== "AssumedRole") return arn;
  return `arn:aws:iam::${account}:role/${arn.split("/")[1]}`;
}

function filled(template: string, { account, arn }: AwsPrincipal): string {
  const session = arn.slice(arn.lastIndexOf("/") + 1);
  return template
    .replaceAll("{{SessionName}}", session.replaceAll("@", "-"))
    .replaceAll("{{SessionNameRaw}}", session)
    .replaceAll("{{AccountID}}", account);
}
