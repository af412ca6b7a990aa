import { type Account, absentAsNull } from "./account.ts";
import type { EksPlace } from "./arn.ts";

/**
 * The access policy that makes a role what system:masters is. Source:
 * https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html (as far as known)
 */
export const CLUSTER_ADMIN = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";

/** What an access entry lets its role do in the whole cluster. */
export interface Association {
  policyArn: string;
  wholeCluster: boolean;
}

/** The policies that an access entry of the cluster gives a role; null where it has no entry. */
export async function associationsOf(
  account: Account,
  { region, name }: EksPlace,
  principalArn: string,
): Promise<Association[] | null> {
  const eks = await account.client("eks", region);
  const found: Association[] = [];
  let nextToken: string | undefined;
  do {
    const page = await absentAsNull(
      eks.listAssociatedAccessPolicies({
        clusterName: name,
        principalArn,
        ...(nextToken ? { nextToken } : {}),
      }),
    );
    if (!page) return null;
    for (const { policyArn = "", accessScope } of page.associatedAccessPolicies ?? []) {
      found.push({ policyArn, wholeCluster: accessScope?.type === "cluster" });
    }
    nextToken = page.nextToken;
  } while (nextToken);
  return found;
}

/** Whether it is let in everywhere in the cluster, as Defender's agentless discovery needs. */
export function letsIn(associations: readonly Association[] | null): boolean {
  return (associations ?? []).some(
    ({ policyArn, wholeCluster }) => policyArn === CLUSTER_ADMIN && wholeCluster,
  );
}
