import type { Call, ClusterWish } from "../cloud.ts";
import { EXCLUDING, isGranted } from "../wishes.ts";
import type { Account } from "./account.ts";
import { placeOf } from "./arn.ts";
import { readCluster } from "./eks-clusters.ts";
import { accepted, eksUrl, granted, type Plan } from "./plan.ts";

type Exclusion = Extract<ClusterWish, { kind: "exclusion" }>;

/** The tags that keep a cluster out of the sensor or of agentless discovery; every name of one goes with it. */
export async function planExclusion(account: Account, arn: string, wish: Exclusion): Promise<Plan> {
  const { facts } = await readCluster(account, arn);
  const before = { tags: facts.tags };
  if (isGranted(facts, wish)) return granted(facts, before);
  const names: readonly string[] = EXCLUDING[wish.from ?? "sensor"];
  // Other tags are never sent: what somebody else changes meanwhile stays.
  const spelled = Object.keys(facts.tags).filter((name) => names.includes(name.toLowerCase()));
  const others = Object.entries(facts.tags).filter(([name]) => !spelled.includes(name));
  const added = wish.excluded ? Object.fromEntries(names.map((name) => [name, "true"])) : {};
  const { region } = placeOf(arn);
  return {
    facts,
    change: {
      call: wish.excluded ? tagCall(region, arn, added) : untagCall(region, arn, spelled),
      before,
      after: { tags: { ...Object.fromEntries(others), ...added } },
    },
    async send() {
      const eks = await account.client("eks", region);
      const { $metadata } = wish.excluded
        ? await eks.tagResource({ resourceArn: arn, tags: added })
        : await eks.untagResource({ resourceArn: arn, tagKeys: spelled });
      return accepted($metadata.requestId, null);
    },
  };
}

function tagCall(region: string, arn: string, tags: Record<string, string>): Call {
  return {
    method: "POST",
    url: eksUrl(region, "tags", arn),
    body: { tags },
    operation: "eks:TagResource",
  };
}

function untagCall(region: string, arn: string, keys: readonly string[]): Call {
  const query = new URLSearchParams(keys.map((key) => ["tagKeys", key]));
  return {
    method: "DELETE",
    url: `${eksUrl(region, "tags", arn)}?${query}`,
    body: null,
    operation: "eks:UntagResource",
  };
}
