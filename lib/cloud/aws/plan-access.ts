import type { Call, Change, ClusterWish } from "../cloud.ts";
import { CloudFault } from "../faults.ts";
import { isGranted } from "../wishes.ts";
import { type Association, associationsOf, CLUSTER_ADMIN } from "./access-entry.ts";
import { type Account, absentAsNull } from "./account.ts";
import { type EksPlace, placeOf } from "./arn.ts";
import { readCluster } from "./eks-clusters.ts";
import { modeOf } from "./eks-facts.ts";
import { accepted, eksUrl, granted, type Plan } from "./plan.ts";

type Access = Extract<ClusterWish, { kind: "access" }>;

/** An access entry that makes a role an administrator of the cluster, or its end. */
export async function planAccess(account: Account, arn: string, wish: Access): Promise<Plan> {
  const { facts, cluster } = await readCluster(account, arn, wish.roleArn);
  if (modeOf(cluster) === "CONFIG_MAP") throw withoutEntries(facts.name);
  const place = placeOf(arn);
  const entry = await associationsOf(account, place, wish.roleArn);
  const before = { principalArn: wish.roleArn, accessEntry: entry };
  if (isGranted(facts, wish)) return granted(facts, before);
  const next = wish.granted
    ? letIn(account, place, wish.roleArn, entry)
    : await keepOut(account, place, wish.roleArn, entry);
  const after = { principalArn: wish.roleArn, accessEntry: next.after };
  return { facts, change: { ...next.calls, before, after }, send: next.send };
}

interface Next {
  calls: Pick<Change, "first" | "call">;
  after: Association[] | null;
  send: Plan["send"];
}

function letIn(
  account: Account,
  place: EksPlace,
  principalArn: string,
  entry: Association[] | null,
): Next {
  const calls = [
    ...(entry ? [] : [createCall(place, principalArn)]),
    associateCall(place, principalArn),
  ];
  const [one, two] = calls;
  return {
    calls: two ? { first: one, call: two } : { call: one ?? null },
    after: [...(entry ?? []), { policyArn: CLUSTER_ADMIN, wholeCluster: true }],
    async send() {
      const eks = await account.client("eks", place.region);
      const clusterName = place.name;
      // After a crash between the two calls the entry is there without its policy.
      if (!entry) await eks.createAccessEntry({ clusterName, principalArn, type: "STANDARD" });
      const { $metadata } = await eks.associateAccessPolicy({
        clusterName,
        principalArn,
        policyArn: CLUSTER_ADMIN,
        accessScope: { type: "cluster" },
      });
      return accepted($metadata.requestId, null);
    },
  };
}

/** The entry goes, unless somebody has given the role more than we did: then only our policy goes. */
async function keepOut(
  account: Account,
  place: EksPlace,
  principalArn: string,
  entry: Association[] | null,
): Promise<Next> {
  const eks = await account.client("eks", place.region);
  const clusterName = place.name;
  const others = (entry ?? []).filter(({ policyArn }) => policyArn !== CLUSTER_ADMIN);
  const described = await absentAsNull(eks.describeAccessEntry({ clusterName, principalArn }));
  const groups = described?.accessEntry?.kubernetesGroups ?? [];
  const alone = others.length === 0 && groups.length === 0;
  return {
    calls: { call: alone ? deleteCall(place, principalArn) : dissociateCall(place, principalArn) },
    after: alone ? null : others,
    async send() {
      const { $metadata } = alone
        ? await eks.deleteAccessEntry({ clusterName, principalArn })
        : await eks.disassociateAccessPolicy({
            clusterName,
            principalArn,
            policyArn: CLUSTER_ADMIN,
          });
      return accepted($metadata.requestId, null);
    },
  };
}

function entryUrl({ region, name }: EksPlace, ...path: string[]): string {
  return eksUrl(region, "clusters", name, "access-entries", ...path);
}

function createCall(place: EksPlace, principalArn: string): Call {
  const body = { principalArn, type: "STANDARD" };
  return { method: "POST", url: entryUrl(place), body, operation: "eks:CreateAccessEntry" };
}

function associateCall(place: EksPlace, principalArn: string): Call {
  return {
    method: "POST",
    url: entryUrl(place, principalArn, "access-policies"),
    body: { policyArn: CLUSTER_ADMIN, accessScope: { type: "cluster" } },
    operation: "eks:AssociateAccessPolicy",
  };
}

function deleteCall(place: EksPlace, principalArn: string): Call {
  const url = entryUrl(place, principalArn);
  return { method: "DELETE", url, body: null, operation: "eks:DeleteAccessEntry" };
}

function dissociateCall(place: EksPlace, principalArn: string): Call {
  return {
    method: "DELETE",
    url: entryUrl(place, principalArn, "access-policies", CLUSTER_ADMIN),
    body: null,
    operation: "eks:DisassociateAccessPolicy",
  };
}

function withoutEntries(name: string): CloudFault {
  return new CloudFault({
    kind: "rejected",
    code: "AuthenticationModeConfigMap",
    message: `The cluster ${name} knows no access entries: its authentication mode is CONFIG_MAP. Add the role to the ConfigMap aws-auth by the script or by eksctl, or change the mode to API_AND_CONFIG_MAP first.`,
    status: 0,
    requestId: null,
  });
}
