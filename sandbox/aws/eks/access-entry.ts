import { randomUUID } from "node:crypto";
import type { Store } from "../../store.ts";
import type { Resource } from "../../types.ts";
import { CLUSTER_ADMIN_POLICY } from "./access-policies.ts";
import {
  ACCESS_ENTRY,
  type EksCluster,
  eksArn,
  NODE_GROUP,
  partNamed,
  partOf,
  partsOf,
  placeOf,
} from "./cluster.ts";

/** Where an access policy holds. */
export interface AccessScope {
  type: "cluster" | "namespace";
  /** Names, in which a star stands for anything. */
  namespaces: readonly string[];
}

export interface Association {
  policyArn: string;
  accessScope: AccessScope;
  associatedAt: number;
  modifiedAt: number;
}

export interface EntryBody {
  [member: string]: unknown;
  principalArn: string;
  accessEntryArn: string;
  type: string;
  username: string;
  kubernetesGroups: readonly string[];
  tags: Readonly<Record<string, string>>;
  policies: readonly Association[];
  clientRequestToken?: string | undefined;
  createdAt: number;
  modifiedAt: number;
}

export type AccessEntry = Resource & { body: EntryBody };

export function entryOf(
  store: Store,
  cluster: EksCluster,
  principalArn: string,
): AccessEntry | undefined {
  return partNamed(store, cluster, ACCESS_ENTRY, principalArn) as AccessEntry | undefined;
}

export function entriesOf(store: Store, cluster: EksCluster): AccessEntry[] {
  return partsOf(store, cluster, ACCESS_ENTRY) as AccessEntry[];
}

export interface NewEntry {
  principalArn: string;
  type?: string;
  username?: string | undefined;
  kubernetesGroups?: readonly string[];
  tags?: Readonly<Record<string, string>>;
  policies?: readonly Association[];
  clientRequestToken?: string | undefined;
}

/** Writes an access entry and gives it its ARN and, where none was chosen, a user name. */
export function putEntry(
  store: Store,
  cluster: EksCluster,
  entry: NewEntry,
  now: number,
): AccessEntry {
  const { principalArn, type = "STANDARD" } = entry;
  const [, , , , account = "", identity = ""] = principalArn.split(":");
  const kind = identity.slice(0, identity.indexOf("/"));
  const name = identity.slice(identity.lastIndexOf("/") + 1);
  const body: EntryBody = {
    principalArn,
    accessEntryArn: eksArn(
      placeOf(cluster),
      ...["access-entry", cluster.name, kind, account, name, randomUUID()],
    ),
    type,
    username: entry.username ?? usualName(type, { principalArn, account, kind, name }),
    kubernetesGroups: entry.kubernetesGroups ?? GROUPS[type] ?? [],
    tags: entry.tags ?? {},
    policies: entry.policies ?? [],
    clientRequestToken: entry.clientRequestToken,
    createdAt: now,
    modifiedAt: now,
  };
  return store.put(partOf(cluster, ACCESS_ENTRY, principalArn, body), now) as AccessEntry;
}

/** Groups of the entries of nodes; nobody chooses them. */
const GROUPS: Readonly<Record<string, readonly string[]>> = { EC2_LINUX: ["system:nodes"] };

/** https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html (as far as known) */
function usualName(
  type: string,
  {
    principalArn,
    account,
    kind,
    name,
  }: Record<"principalArn" | "account" | "kind" | "name", string>,
): string {
  if (type === "EC2_LINUX") return "system:node:{{EC2PrivateDNSName}}";
  if (kind !== "role") return principalArn;
  return `arn:aws:sts::${account}:assumed-role/${name}/{{SessionName}}`;
}

/** Access to the whole cluster as its administrator. */
function clusterAdmin(now: number): Association {
  return {
    policyArn: CLUSTER_ADMIN_POLICY,
    accessScope: { type: "cluster", namespaces: [] },
    associatedAt: now,
    modifiedAt: now,
  };
}

/** The entries that EKS makes by itself as soon as a cluster has any: for who made it, and for its nodes. */
export function entriesFromConfigMapDays(store: Store, cluster: EksCluster, now: number): void {
  const { creatorArn, creatorIsAdmin } = cluster.body;
  if (creatorIsAdmin && !entryOf(store, cluster, creatorArn)) {
    putEntry(store, cluster, { principalArn: creatorArn, policies: [clusterAdmin(now)] }, now);
  }
  for (const { body } of partsOf(store, cluster, NODE_GROUP)) {
    const principalArn = String(body.nodeRole);
    if (entryOf(store, cluster, principalArn)) continue;
    putEntry(store, cluster, { principalArn, type: "EC2_LINUX" }, now);
  }
}
