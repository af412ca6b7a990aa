import { z } from "zod";
import type { Kernel } from "../../types.ts";
import { ROLE, USER } from "../iam/identity.ts";
import { type AwsCall, type AwsOperation, operation } from "../operation.ts";
import { accept, isRepeated } from "./accept.ts";
import { type AccessEntry, type EntryBody, entriesOf, entryOf, putEntry } from "./access-entry.ts";
import {
  clusterArn,
  clusterNamed,
  type EksCluster,
  inUse,
  invalidParameter,
  invalidRequest,
  notFound,
} from "./cluster.ts";
import { Page, pageOf } from "./paging.ts";

/** Types of entries whose user name and groups somebody may choose, or nobody. */
const TYPES = ["STANDARD", "EC2_LINUX"] as const;

/** Prefixes that groups and user names of people may not have; EKS keeps them for itself. */
const KEPT = /^(system:|eks:|aws:|amazon:|iam:)/;

const text = z.string().min(1).max(255);
const Choice = {
  kubernetesGroups: z.array(text).optional(),
  username: text.optional(),
  clientRequestToken: z.string().optional(),
};
export const Entry = { clusterName: z.string(), principalArn: z.string() };

/** The ARN that a policy must allow for an operation on the access entries of a cluster. */
export function entryResource({
  account,
  region,
  input,
}: AwsCall<{ clusterName: string }>): string {
  return clusterArn({ account, region, name: input.clusterName });
}

/**
 * The cluster whose access entries an operation is about.
 * @throws AwsError InvalidRequestException while the cluster only knows its ConfigMap
 */
function clusterWithEntries(call: AwsCall<{ clusterName: string }>): EksCluster {
  const cluster = clusterNamed(call, call.input.clusterName);
  if (cluster.body.authenticationMode !== "CONFIG_MAP") return cluster;
  throw invalidRequest(
    "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.",
  );
}

/** @throws AwsError ResourceNotFoundException */
export function entryNamed(call: AwsCall<{ clusterName: string; principalArn: string }>): {
  cluster: EksCluster;
  entry: AccessEntry;
} {
  const cluster = clusterWithEntries(call);
  const entry = entryOf(call.kernel.store, cluster, call.input.principalArn);
  if (entry) return { cluster, entry };
  throw notFound(
    "The specified principalArn could not be found. You can view your available access entries with 'list-access-entries'.",
  );
}

function shownEntry(cluster: EksCluster, { body }: AccessEntry): object {
  const { policies: _apart, clientRequestToken: _kept, createdAt, modifiedAt, ...entry } = body;
  return {
    clusterName: cluster.name,
    ...entry,
    createdAt: createdAt / 1000,
    modifiedAt: modifiedAt / 1000,
  };
}

const createAccessEntry = operation({
  name: "CreateAccessEntry",
  http: "POST /clusters/{clusterName}/access-entries",
  input: z.object({
    ...Entry,
    ...Choice,
    type: z.enum(TYPES).default("STANDARD"),
    tags: z.record(z.string(), z.string()).default({}),
  }),
  resource: entryResource,
  run: (call) => {
    const { kernel, input } = call;
    const cluster = clusterWithEntries(call);
    checkPrincipal(kernel, input.principalArn);
    checkChoice(input.type, input);
    const known = entryOf(kernel.store, cluster, input.principalArn);
    if (known && isRepeated(known.body, input.clientRequestToken)) {
      return { accessEntry: shownEntry(cluster, known) };
    }
    if (known)
      throw inUse("The specified access entry resource is already in use on this cluster.");
    const { principalArn, type, username, kubernetesGroups = [], tags, clientRequestToken } = input;
    const chosen = type === "STANDARD" ? { username, kubernetesGroups } : {};
    const entry = { principalArn, type, tags, clientRequestToken, ...chosen };
    const made = accept(call, cluster.id, () =>
      putEntry(kernel.store, cluster, entry, kernel.clock.now()),
    );
    return { accessEntry: shownEntry(cluster, made) };
  },
});

const describeAccessEntry = operation({
  name: "DescribeAccessEntry",
  http: "GET /clusters/{clusterName}/access-entries/{principalArn}",
  input: z.object(Entry),
  resource: entryResource,
  run: (call) => {
    const { cluster, entry } = entryNamed(call);
    return { accessEntry: shownEntry(cluster, entry) };
  },
});

const updateAccessEntry = operation({
  name: "UpdateAccessEntry",
  http: "POST /clusters/{clusterName}/access-entries/{principalArn}",
  input: z.object({ ...Entry, ...Choice }),
  resource: entryResource,
  changes: true,
  run: (call) => {
    const { kernel, input } = call;
    const { cluster, entry } = entryNamed(call);
    checkChoice(entry.body.type, input);
    const changed = changeEntry(kernel, entry, {
      ...(input.username !== undefined && { username: input.username }),
      ...(input.kubernetesGroups && { kubernetesGroups: input.kubernetesGroups }),
    });
    return { accessEntry: shownEntry(cluster, changed) };
  },
});

/** Writes some of an entry's members anew. */
export function changeEntry(
  { store, clock }: Kernel,
  entry: AccessEntry,
  change: Partial<EntryBody>,
): AccessEntry {
  const now = clock.now();
  const body = { ...entry.body, ...change, modifiedAt: now };
  return store.put({ ...entry, body }, now) as AccessEntry;
}

const deleteAccessEntry = operation({
  name: "DeleteAccessEntry",
  http: "DELETE /clusters/{clusterName}/access-entries/{principalArn}",
  input: z.object(Entry),
  resource: entryResource,
  changes: true,
  run: (call) => {
    const { entry } = entryNamed(call);
    call.kernel.store.delete(entry.id, call.kernel.clock.now());
    return {};
  },
});

const listAccessEntries = operation({
  name: "ListAccessEntries",
  http: "GET /clusters/{clusterName}/access-entries",
  input: z.object({
    clusterName: z.string(),
    associatedPolicyArn: z.string().optional(),
    ...Page,
  }),
  resource: entryResource,
  run: (call) => {
    const { associatedPolicyArn: policy } = call.input;
    const entries = entriesOf(call.kernel.store, clusterWithEntries(call)).filter(
      ({ body }) => !policy || body.policies.some(({ policyArn }) => policyArn === policy),
    );
    const { shown, nextToken } = pageOf(
      entries.map(({ name }) => name),
      call.input,
    );
    return { accessEntries: shown, nextToken };
  },
});

/** @throws AwsError InvalidParameterException unless IAM has such a user or role */
function checkPrincipal({ store }: Kernel, arn: string): void {
  const known = store.get(arn);
  if (known && (known.type === USER || known.type === ROLE) && known.id === arn) return;
  throw invalidParameter("The specified principalArn is invalid: invalid principal.");
}

function checkChoice(
  type: string,
  {
    username,
    kubernetesGroups = [],
  }: { username?: string | undefined; kubernetesGroups?: string[] | undefined },
): void {
  if (type !== "STANDARD" && (username !== undefined || kubernetesGroups.length > 0)) {
    throw invalidParameter(
      `The username and kubernetesGroups of an access entry of type ${type} can't be chosen.`,
    );
  }
  if (username !== undefined && KEPT.test(username)) {
    throw invalidParameter(
      `The username ${username} is invalid, it cannot start with one of [system:, eks:, aws:, amazon:, iam:]`,
    );
  }
  const kept = kubernetesGroups.find((group) => KEPT.test(group));
  if (kept === undefined) return;
  throw invalidParameter(
    `The kubernetes group name ${kept} is invalid, it cannot start with ${KEPT.exec(kept)?.[0]}`,
  );
}

export const ENTRY_OPERATIONS: readonly AwsOperation[] = [
  createAccessEntry,
  describeAccessEntry,
  updateAccessEntry,
  deleteAccessEntry,
  listAccessEntries,
];
