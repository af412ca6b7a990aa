import { z } from "zod";
import { courseOf } from "../../arm/course.ts";
import type { Body, Resource } from "../../types.ts";
import { type AwsCall, type AwsOperation, operation } from "../operation.ts";
import { accept, isRepeated } from "./accept.ts";
import {
  ADD_ON,
  clusterNamed,
  type EksCluster,
  eksArn,
  inUse,
  invalidParameter,
  NODE_GROUP,
  notFound,
  partNamed,
  partOf,
  partsOf,
  placeOf,
} from "./cluster.ts";
import { Entry, entryResource } from "./entries.ts";
import { Page, pageOf } from "./paging.ts";

const { clusterName } = Entry;

/** Amazon's own add-ons, with a version that fits the clusters here. */
export const AMAZON_ADD_ONS: Readonly<Record<string, string>> = {
  "aws-ebs-csi-driver": "v1.37.0-eksbuild.1",
  coredns: "v1.11.3-eksbuild.2",
  "eks-pod-identity-agent": "v1.3.4-eksbuild.1",
  "kube-proxy": "v1.30.6-eksbuild.3",
  "vpc-cni": "v1.19.0-eksbuild.1",
};

/** Moments are kept in milliseconds and shown in seconds. */
export function shownPart({ body, name }: Resource, cluster: EksCluster): Body {
  const { createdAt, modifiedAt, clientRequestToken: _kept, ...rest } = body;
  return {
    clusterName: cluster.name,
    ...rest,
    createdAt: Number(createdAt) / 1000,
    modifiedAt: Number(modifiedAt) / 1000,
    name: undefined,
    ...(body.addonName === undefined ? { nodegroupName: name } : {}),
  };
}

function listed(
  call: AwsCall<{ clusterName: string; maxResults: number; nextToken?: string | undefined }>,
  type: string,
) {
  const parts = partsOf(call.kernel.store, clusterNamed(call, call.input.clusterName), type);
  return pageOf(
    parts.map(({ name }) => name),
    call.input,
  );
}

const listNodegroups = operation({
  name: "ListNodegroups",
  http: "GET /clusters/{clusterName}/node-groups",
  input: z.object({ clusterName, ...Page }),
  resource: entryResource,
  run: (call) => {
    const page = listed(call, NODE_GROUP);
    return { nodegroups: page.shown, nextToken: page.nextToken };
  },
});

const describeNodegroup = operation({
  name: "DescribeNodegroup",
  http: "GET /clusters/{clusterName}/node-groups/{nodegroupName}",
  input: z.object({ clusterName, nodegroupName: z.string() }),
  resource: entryResource,
  run: (call) => {
    const cluster = clusterNamed(call, call.input.clusterName);
    const { nodegroupName } = call.input;
    const group = partNamed(call.kernel.store, cluster, NODE_GROUP, nodegroupName);
    if (!group) throw notFound(`No node group found for name: ${nodegroupName}.`);
    return { nodegroup: shownPart(group, cluster) };
  },
});

const listAddons = operation({
  name: "ListAddons",
  http: "GET /clusters/{clusterName}/addons",
  input: z.object({ clusterName, ...Page }),
  resource: entryResource,
  run: (call) => {
    const page = listed(call, ADD_ON);
    return { addons: page.shown, nextToken: page.nextToken };
  },
});

const AddOn = { clusterName, addonName: z.string().min(1) };

function addOnNamed(call: AwsCall<{ clusterName: string; addonName: string }>) {
  const cluster = clusterNamed(call, call.input.clusterName);
  const { addonName } = call.input;
  const addOn = partNamed(call.kernel.store, cluster, ADD_ON, addonName);
  if (!addOn) throw notFound(`No addon: ${addonName} found in cluster: ${cluster.name}`);
  return { cluster, addOn };
}

const describeAddon = operation({
  name: "DescribeAddon",
  http: "GET /clusters/{clusterName}/addons/{addonName}",
  input: z.object(AddOn),
  resource: entryResource,
  run: (call) => {
    const { cluster, addOn } = addOnNamed(call);
    return { addon: shownPart(addOn, cluster) };
  },
});

/** The body of an add-on in a state. */
export function addOnBody(
  cluster: EksCluster,
  addonName: string,
  { status, addonVersion, now }: { status: string; addonVersion: string; now: number },
): Body {
  return {
    addonName,
    addonVersion,
    status,
    addonArn: eksArn(placeOf(cluster), "addon", cluster.name, addonName),
    health: { issues: [] },
    owner: "aws",
    publisher: "eks",
    tags: {},
    createdAt: now,
    modifiedAt: now,
  };
}

function seconds({ kernel, action }: AwsCall, path: string): number {
  return courseOf(kernel, { cloud: "aws", operation: action, method: "POST", path }).seconds;
}

const createAddon = operation({
  name: "CreateAddon",
  http: "POST /clusters/{clusterName}/addons",
  input: z.object({
    ...AddOn,
    addonVersion: z.string().optional(),
    clientRequestToken: z.string().optional(),
  }),
  resource: entryResource,
  run: (call) => {
    const { kernel, input } = call;
    const cluster = clusterNamed(call, input.clusterName);
    const { addonName, clientRequestToken } = input;
    const newest = AMAZON_ADD_ONS[addonName];
    if (newest === undefined)
      throw invalidParameter(`Addon ${addonName} specified is not supported`);
    const known = partNamed(kernel.store, cluster, ADD_ON, addonName);
    if (known && isRepeated(known.body, clientRequestToken)) {
      return { addon: shownPart(known, cluster) };
    }
    if (known) throw inUse("Addon already exists.");
    const addonVersion = input.addonVersion ?? newest;
    const state = (status: string) => ({
      ...addOnBody(cluster, addonName, { status, addonVersion, now: kernel.clock.now() }),
      clientRequestToken,
    });
    const { resource } = accept(call, cluster.id, () =>
      kernel.operations.start({
        resource: partOf(cluster, ADD_ON, addonName, state("CREATING")),
        finalBody: state("ACTIVE"),
        seconds: seconds(call, cluster.id),
      }),
    );
    return { addon: shownPart(resource, cluster) };
  },
});

const deleteAddon = operation({
  name: "DeleteAddon",
  http: "DELETE /clusters/{clusterName}/addons/{addonName}",
  input: z.object(AddOn),
  resource: entryResource,
  changes: true,
  run: (call) => {
    const { cluster, addOn } = addOnNamed(call);
    const body = { ...addOn.body, status: "DELETING" };
    const { resource } = call.kernel.operations.start({
      resource: { ...addOn, body },
      finalBody: null,
      seconds: seconds(call, cluster.id),
    });
    return { addon: shownPart(resource, cluster) };
  },
});

/** Node groups and add-ons. */
export const PART_OPERATIONS: readonly AwsOperation[] = [
  listNodegroups,
  describeNodegroup,
  listAddons,
  describeAddon,
  createAddon,
  deleteAddon,
];
