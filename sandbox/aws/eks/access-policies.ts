import { type Attempt, mayAll, mayRead } from "../../kubernetes/users.ts";

const WRITING = ["create", "update", "patch", "delete"];
/** What the roles view, edit and admin of Kubernetes hold of the kinds that are served here: no nodes, no namespaces to write. */
const IN_NAMESPACES: ReadonlySet<string> = new Set([
  "configmaps",
  "daemonsets",
  "deployments",
  "events",
  "pods",
]);

const view = (attempt: Attempt) =>
  mayRead(attempt) && (IN_NAMESPACES.has(attempt.resource) || attempt.resource === "namespaces");
const edit = (attempt: Attempt) =>
  view(attempt) || (WRITING.includes(attempt.verb) && IN_NAMESPACES.has(attempt.resource));

const PREFIX = "arn:aws:eks::aws:cluster-access-policy/";

/** What each policy lets somebody do: https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html (as far as known) */
const POLICIES: Readonly<Record<string, (attempt: Attempt) => boolean>> = {
  AmazonEKSAdminPolicy: edit,
  AmazonEKSAdminViewPolicy: mayRead,
  AmazonEKSClusterAdminPolicy: mayAll,
  AmazonEKSEditPolicy: edit,
  AmazonEKSViewPolicy: view,
};

export const CLUSTER_ADMIN_POLICY = `${PREFIX}AmazonEKSClusterAdminPolicy`;

export const ACCESS_POLICIES = Object.keys(POLICIES).map((name) => ({
  name,
  arn: `${PREFIX}${name}`,
}));

/** What a policy by its ARN allows; undefined where EKS has no such policy. */
export function accessPolicy(arn: string): ((attempt: Attempt) => boolean) | undefined {
  return arn.startsWith(PREFIX) ? POLICIES[arn.slice(PREFIX.length)] : undefined;
}
