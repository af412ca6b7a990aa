import { createHash } from "node:crypto";
import { stringify } from "yaml";
import { timeText, uidOf } from "../../kubernetes/objects.ts";
import { storeObject } from "../../kubernetes/stored-objects.ts";
import type { Store } from "../../store.ts";
import type { NewResource } from "../../types.ts";
import { ADMINISTRATOR } from "../accounts.ts";
import { controlPlaneGroup, createLogGroup } from "../logs/log-group.ts";
import { entriesFromConfigMapDays } from "./access-entry.ts";
import { awsAuthOf } from "./aws-auth.ts";
import {
  ADD_ON,
  CLUSTER,
  type ClusterBody,
  clusterArn,
  type EksCluster,
  eksArn,
  NODE_GROUP,
  partOf,
  placeOf,
} from "./cluster.ts";
import { EKS_TRAITS, type EksRow } from "./cluster-row.ts";
import { AMAZON_ADD_ONS, addOnBody } from "./parts.ts";

const DAY_MS = 86_400_000;
/** What a cluster begins with. */
const FIRST_ADD_ONS = ["coredns", "kube-proxy", "vpc-cni"];

export const CLUSTER_ROLE = "eks-cluster";
export const NODE_ROLE = "eks-nodes";
const roleArn = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;

/** Puts a cluster into an account, with its nodes, add-ons, access and log group. Returns its ARN. */
export function putCluster(store: Store, account: string, row: EksRow, now: number): string {
  const arn = clusterArn({ account, region: row.region, name: row.name });
  const resource: NewResource = {
    id: arn,
    type: CLUSTER,
    name: row.name,
    subscriptionId: account,
    location: row.region,
    body: bodyOf(account, row, now),
  };
  const cluster = store.put(resource, now) as EksCluster;
  const { createdAt, logging, authenticationMode } = cluster.body;
  store.put(partOf(cluster, NODE_GROUP, "workers", nodeGroup(cluster, row)), now);
  for (const name of FIRST_ADD_ONS) {
    const state = { status: "ACTIVE", addonVersion: AMAZON_ADD_ONS[name] ?? "", now: createdAt };
    store.put(partOf(cluster, ADD_ON, name, addOnBody(cluster, name, state)), now);
  }
  if (authenticationMode !== "API") putAwsAuth(store, cluster);
  if (authenticationMode !== "CONFIG_MAP") entriesFromConfigMapDays(store, cluster, createdAt);
  if (logging.length > 0) {
    createLogGroup(store, { ...placeOf(cluster), name: controlPlaneGroup(row.name) }, createdAt);
  }
  return arn;
}

function bodyOf(account: string, row: EksRow, now: number): ClusterBody {
  const hex = createHash("sha256").update(`${account}/${row.region}/${row.name}`).digest("hex");
  const age = 20 + (Number.parseInt(hex.slice(0, 4), 16) % 700);
  const body: ClusterBody = {
    status: "ACTIVE",
    version: row.version,
    platformVersion: "eks.12",
    createdAt: now - age * DAY_MS,
    creatorArn: `arn:aws:iam::${account}:user/${ADMINISTRATOR}`,
    creatorIsAdmin: true,
    authenticationMode: row.mode,
    logging: [],
    endpointPublicAccess: true,
    endpointPrivateAccess: false,
    publicAccessCidrs: ["0.0.0.0/0"],
    vpcId: `vpc-0${hex.slice(0, 16)}`,
    subnetIds: [16, 32, 48].map((from) => `subnet-0${hex.slice(from, from + 16)}`),
    securityGroupIds: [],
    roleArn: roleArn(account, CLUSTER_ROLE),
    oidcId: hex.slice(0, 32).toUpperCase(),
    tags: row.tags,
  };
  for (const trait of row.traits) Object.assign(body, EKS_TRAITS[trait](body));
  return body;
}

function nodeGroup(cluster: EksCluster, row: EksRow) {
  const { createdAt, subnetIds, version } = cluster.body;
  return {
    nodegroupArn: eksArn(placeOf(cluster), "nodegroup", row.name, "workers", uidOf(cluster.id)),
    version,
    releaseVersion: `${version}.4-20250203`,
    status: "ACTIVE",
    capacityType: "ON_DEMAND",
    scalingConfig: { minSize: 0, maxSize: Math.max(1, row.nodes * 2), desiredSize: row.nodes },
    instanceTypes: [row.instanceType],
    subnets: subnetIds,
    amiType: "AL2023_x86_64_STANDARD",
    nodeRole: roleArn(cluster.subscriptionId, NODE_ROLE),
    labels: {},
    resources: { autoScalingGroups: [{ name: `eks-workers-${uidOf(cluster.id, "group")}` }] },
    diskSize: 20,
    health: { issues: [] },
    updateConfig: { maxUnavailable: 1 },
    tags: {},
    createdAt,
    modifiedAt: createdAt,
  };
}

/** The ConfigMap that EKS makes with the first node group, so that nodes may join. */
function putAwsAuth(store: Store, cluster: EksCluster): void {
  const mapRoles = stringify([
    {
      groups: ["system:bootstrappers", "system:nodes"],
      rolearn: roleArn(cluster.subscriptionId, NODE_ROLE),
      username: "system:node:{{EC2PrivateDNSName}}",
    },
  ]);
  const { name, namespace } = awsAuthOf(cluster.id);
  storeObject(store, awsAuthOf(cluster.id), {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name,
      namespace,
      uid: uidOf("configmap", cluster.id, namespace, name),
      resourceVersion: "",
      creationTimestamp: timeText(cluster.body.createdAt),
    },
    data: { mapRoles },
  });
}
