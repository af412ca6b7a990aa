import type { Store } from "../../store.ts";
import type { NewResource, Resource } from "../../types.ts";
import { AwsError } from "../aws-error.ts";

export const CLUSTER = "aws/eks/cluster";
export const NODE_GROUP = "aws/eks/nodegroup";
export const ADD_ON = "aws/eks/addon";
export const ACCESS_ENTRY = "aws/eks/access-entry";
export const UPDATE = "aws/eks/update";

export const LOG_TYPES = [
  "api",
  "audit",
  "authenticator",
  "controllerManager",
  "scheduler",
] as const;
type LogType = (typeof LOG_TYPES)[number];

export const AUTHENTICATION_MODES = ["CONFIG_MAP", "API_AND_CONFIG_MAP", "API"] as const;
export type AuthenticationMode = (typeof AUTHENTICATION_MODES)[number];

/** What the row of a cluster holds besides its ARN, account, region and name. */
export interface ClusterBody {
  [member: string]: unknown;
  status: "ACTIVE" | "CREATING" | "UPDATING" | "DELETING" | "FAILED";
  /** `1.31` */
  version: string;
  platformVersion: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** The ARN of the user or role that made it: its first administrator. */
  creatorArn: string;
  /** Whether that is so. */
  creatorIsAdmin: boolean;
  authenticationMode: AuthenticationMode;
  /** The logs of the control plane that are sent to CloudWatch. */
  logging: readonly LogType[];
  endpointPublicAccess: boolean;
  endpointPrivateAccess: boolean;
  publicAccessCidrs: readonly string[];
  vpcId: string;
  subnetIds: readonly string[];
  securityGroupIds: readonly string[];
  roleArn: string;
  /** The last part of its OIDC issuer. */
  oidcId: string;
  tags: Readonly<Record<string, string>>;
  /** The update that runs. */
  updateId?: string;
}

export type EksCluster = Resource & { body: ClusterBody; subscriptionId: string; location: string };

export function clusterArn(place: { account: string; region: string; name: string }): string {
  return eksArn(place, "cluster", place.name);
}

/** `arn:aws:eks:eu-west-1:412233445566:update/NAME/ID`, for instance. */
export function eksArn(
  { account, region }: { account: string; region: string },
  ...parts: readonly string[]
): string {
  return `arn:aws:eks:${region}:${account}:${parts.join("/")}`;
}

/** The account and the region of a cluster. */
export function placeOf({ subscriptionId, location }: EksCluster) {
  return { account: subscriptionId, region: location };
}

/** A cluster by its ARN, in the very spelling: names are told apart by the case of their letters. */
export function findCluster(store: Store, arn: string): EksCluster | undefined {
  const found = store.get(arn);
  return found?.type === CLUSTER && found.id === arn ? (found as EksCluster) : undefined;
}

/** @throws AwsError ResourceNotFoundException */
export function clusterNamed(
  { kernel, account, region }: { kernel: { store: Store }; account: string; region: string },
  name: string,
): EksCluster {
  const cluster = findCluster(kernel.store, clusterArn({ account, region, name }));
  if (cluster) return cluster;
  throw notFound(`No cluster found for name: ${name}.`);
}

/** The clusters of an account, or of one of its regions, in the order of their ARNs. */
export function clustersOf(store: Store, account: string, region?: string): EksCluster[] {
  const filter = region
    ? { below: eksArn({ account, region }, "cluster") }
    : { subscriptions: [account] };
  return [...store.scan({ types: [CLUSTER], ...filter })] as EksCluster[];
}

/** Writes a changed body of a cluster. */
export function changeCluster(
  store: Store,
  cluster: EksCluster,
  change: Partial<ClusterBody>,
  now: number,
): void {
  store.put({ ...cluster, body: { ...cluster.body, ...change } }, now);
}

/** A part of a cluster: a node group, an add-on, an access entry or an update. */
export function partOf(
  cluster: NewResource & { subscriptionId: string; location: string },
  type: string,
  name: string,
  body: NewResource["body"],
): NewResource {
  const { subscriptionId: account, location: region } = cluster;
  const kind = type.slice(type.lastIndexOf("/") + 1);
  return {
    id: eksArn({ account, region }, kind, cluster.name, name),
    type,
    name,
    subscriptionId: account,
    location: region,
    parentId: cluster.id,
    body,
  };
}

/** The parts of one type, or all, in the order of their names. */
export function partsOf(store: Store, cluster: Pick<EksCluster, "id">, type?: string): Resource[] {
  return store.children(cluster.id).filter((part) => type === undefined || part.type === type);
}

export function partNamed(
  store: Store,
  cluster: EksCluster,
  type: string,
  name: string,
): Resource | undefined {
  const { id } = partOf(cluster, type, name, {});
  const found = store.get(id);
  return found?.id === id ? found : undefined;
}

export function notFound(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", message, 404);
}

export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterException", message, 400);
}

export function inUse(message: string): AwsError {
  return new AwsError("ResourceInUseException", message, 409);
}

export function invalidRequest(message: string): AwsError {
  return new AwsError("InvalidRequestException", message, 400);
}
