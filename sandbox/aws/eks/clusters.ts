import { z } from "zod";
import { AwsError } from "../aws-error.ts";
import { type AwsCall, type AwsOperation, operation } from "../operation.ts";
import {
  CLUSTER,
  changeCluster,
  clusterArn,
  clusterNamed,
  type EksCluster,
  eksArn,
  findCluster,
} from "./cluster.ts";
import { Page, read, tokenFor } from "./paging.ts";
import { shownCluster } from "./shown.ts";

/** AWS allows so many tags on a resource. */
const MOST_TAGS = 50;

/** The ARN that a policy must allow for an operation on the cluster of this name. */
export function clusterResource({ account, region, input }: AwsCall<{ name: string }>): string {
  return clusterArn({ account, region, name: input.name });
}

const listClusters = operation({
  name: "ListClusters",
  http: "GET /clusters",
  input: z.object({ ...Page, include: z.union([z.string(), z.array(z.string())]).optional() }),
  resource: ({ account, region }) => eksArn({ account, region }, "cluster", "*"),
  run: ({ kernel, account, region, input: { maxResults, nextToken } }) => {
    const below = eksArn({ account, region }, "cluster");
    const after = nextToken === undefined ? undefined : read(nextToken);
    const page = kernel.store.page({ types: [CLUSTER], below }, { limit: maxResults, after });
    return {
      clusters: page.resources.map(({ name }) => name),
      nextToken: page.next === undefined ? null : tokenFor(page.next),
    };
  },
});

const describeCluster = operation({
  name: "DescribeCluster",
  http: "GET /clusters/{name}",
  input: z.object({ name: z.string() }),
  resource: clusterResource,
  run: (call) => ({ cluster: shownCluster(call.kernel, clusterNamed(call, call.input.name)) }),
});

const Tags = z
  .record(
    z
      .string()
      .min(1)
      .max(128)
      .refine((key) => !/^aws:/i.test(key), "Tag keys that begin with aws: are kept for AWS"),
    z.string().max(256),
  )
  .refine((tags) => Object.keys(tags).length > 0, "No tags were given");

const tagResource = operation({
  name: "TagResource",
  http: "POST /tags/{resourceArn}",
  input: z.object({ resourceArn: z.string(), tags: Tags }),
  resource: ({ input }) => input.resourceArn,
  changes: true,
  run: (call) => {
    const cluster = taggedOne(call);
    const tags = { ...cluster.body.tags, ...call.input.tags };
    if (Object.keys(tags).length > MOST_TAGS) {
      throw new AwsError("BadRequestException", `A resource has at most ${MOST_TAGS} tags.`);
    }
    changeCluster(call.kernel.store, cluster, { tags }, call.kernel.clock.now());
    return {};
  },
});

const untagResource = operation({
  name: "UntagResource",
  http: "DELETE /tags/{resourceArn}",
  input: z.object({
    resourceArn: z.string(),
    tagKeys: z.union([z.string().transform((key) => [key]), z.array(z.string())]),
  }),
  resource: ({ input }) => input.resourceArn,
  changes: true,
  run: (call) => {
    const cluster = taggedOne(call);
    const gone = new Set(call.input.tagKeys);
    const tags = Object.fromEntries(
      Object.entries(cluster.body.tags).filter(([key]) => !gone.has(key)),
    );
    changeCluster(call.kernel.store, cluster, { tags }, call.kernel.clock.now());
    return {};
  },
});

const listTagsForResource = operation({
  name: "ListTagsForResource",
  http: "GET /tags/{resourceArn}",
  input: z.object({ resourceArn: z.string() }),
  resource: ({ input }) => input.resourceArn,
  run: (call) => ({ tags: taggedOne(call).body.tags }),
});

/** The cluster that an ARN names, in the account and region that the request is for. */
function taggedOne(call: AwsCall<{ resourceArn: string }>): EksCluster {
  const { kernel, account, region, input } = call;
  const cluster = findCluster(kernel.store, input.resourceArn);
  const here = cluster?.subscriptionId === account && cluster.location === region;
  if (cluster && here) return cluster;
  throw new AwsError(
    "NotFoundException",
    `The specified resource could not be found: ${input.resourceArn}`,
    404,
  );
}

/** Clusters as they are found, looked at and tagged. */
export const CLUSTER_OPERATIONS: readonly AwsOperation[] = [
  listClusters,
  describeCluster,
  tagResource,
  untagResource,
  listTagsForResource,
];
