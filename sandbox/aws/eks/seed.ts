import type { Store } from "../../store.ts";
import type { NewResource } from "../../types.ts";
import { ROLE, type RoleBody } from "../iam/identity.ts";
import { ENABLED_REGIONS } from "../regions.ts";
import { uniqueId } from "../session.ts";
import { clusterArn, findCluster } from "./cluster.ts";
import { type EksRow, type EksTrait, eks } from "./cluster-row.ts";
import { HAND_WRITTEN_EKS } from "./hand-written.ts";
import { CLUSTER_ROLE, NODE_ROLE, putCluster } from "./new-cluster.ts";

/** Puts the clusters that the company begins with into its accounts, and the roles that these run with. Returns how many. */
export function seedEks(store: Store, now: number): number {
  let count = 0;
  for (const [account, rows] of Object.entries(HAND_WRITTEN_EKS)) {
    count += store.insertMany(rolesOf(account, now), now) + rows.length;
    for (const row of rows) putCluster(store, account, row, now);
  }
  return count;
}

/** Who may be each role, and what it may do. */
const ROLES = [
  {
    name: CLUSTER_ROLE,
    service: "eks.amazonaws.com",
    attached: ["arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"],
  },
  {
    name: NODE_ROLE,
    service: "ec2.amazonaws.com",
    attached: [
      "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
      "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly",
    ],
  },
];

function rolesOf(account: string, now: number): NewResource[] {
  return ROLES.map(({ name, service, attached }) => {
    const statement = {
      Effect: "Allow",
      Principal: { Service: service },
      Action: "sts:AssumeRole",
    };
    const body: RoleBody = {
      RoleId: `AROA${uniqueId()}`,
      Path: "/",
      CreateDate: new Date(now).toISOString(),
      Tags: [],
      inline: {},
      attached,
      AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [statement] },
      MaxSessionDuration: 3600,
    };
    return {
      id: `arn:aws:iam::${account}:role/${name}`,
      type: ROLE,
      name,
      subscriptionId: account,
      body,
    };
  });
}

/** Clusters to add to an account of a running sandbox. */
export interface MoreEks {
  accountId: string;
  count: number;
  /** Over how many regions they are dealt out in turn. */
  regions: number;
  /** What they all are, in place of the usual mix; an empty list makes clusters that Fix can fix. */
  traits?: readonly EksTrait[] | undefined;
}

/** Of ten generated clusters these many have these traits. */
const MIX: readonly (readonly EksTrait[])[] = [
  ["audit"],
  ["audit", "api"],
  ["allLogs", "restricted"],
  ["configMap"],
  ["configMap", "audit"],
  ["private", "audit"],
  ["excludedAgents"],
];
const TEAMS = ["berth", "cargo", "dredge", "ferry", "pilot", "tug"];

/** Adds generated clusters behind those that were added before. Returns their ARNs. */
export function addEks(store: Store, more: MoreEks, now: number): string[] {
  return store.transaction(() =>
    [...newRows(store, more)].map((row) => putCluster(store, more.accountId, row, now)),
  );
}

function* newRows(store: Store, { accountId, count, regions, traits }: MoreEks): Iterable<EksRow> {
  let left = count;
  for (let number = 0; left > 0; number++) {
    const region = ENABLED_REGIONS[number % Math.min(regions, ENABLED_REGIONS.length)] ?? "";
    const team = TEAMS[number % TEAMS.length];
    const name = `eks-${team}-${String(number).padStart(6, "0")}`;
    if (findCluster(store, clusterArn({ account: accountId, region, name }))) continue;
    left--;
    yield eks(name, region, {
      nodes: (number % 5) + 1,
      tags: { team: team ?? "" },
      traits: traits ?? MIX[number % 10] ?? [],
    });
  }
}
