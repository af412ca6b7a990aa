import { randomUUID } from "node:crypto";
import { z } from "zod";
import { bodyAs } from "../../arm/parse.ts";
import {
  ArmError,
  type ArmRequest,
  type Handler,
  type NewResource,
  type Reply,
} from "../../types.ts";
import { requireProvider } from "../resources/providers.ts";
import { groupOf } from "../resources/resource-groups.ts";
import { beginChange, beginDeletion, type ClusterChange } from "./begin-change.ts";
import {
  CLUSTER_TYPE,
  ClusterBody,
  clusterId,
  clusterOf,
  findCluster,
  shownCluster,
  storedBody,
} from "./cluster.ts";
import { nextBody } from "./next-body.ts";
import { operationHeaders } from "./operation-status.ts";
import {
  refuseBusy,
  refuseOtherVersion,
  refuseSensorWithoutWorkspace,
  refuseStopped,
} from "./refusals.ts";

/** 1 to 63 letters, digits, underscores and hyphens, beginning and ending with a letter or digit. */
const NAME = /^[a-zA-Z0-9](?:[\w-]{0,61}[a-zA-Z0-9])?$/;
const USUAL_KUBERNETES = "1.30.6";

export const putCluster: Handler = (request) => {
  const sent = bodyAs(ClusterBody, request.body);
  requireProvider(
    request.kernel,
    String(request.params.subscriptionId),
    "Microsoft.ContainerService",
  );
  groupOf(request);
  const before = findCluster(request);
  refuseOtherVersion(request, before);
  refuseSensorWithoutWorkspace(sent);
  if (!before) return begin(request, "Creating", newCluster(request, sent), undefined);
  refuseBusy(request, before);
  refuseStopped(before);
  const body = nextBody(before, sent, request.apiVersion);
  return begin(request, "Updating", { ...before, body }, storedBody(before));
};

const Tags = z.object({ tags: z.record(z.string(), z.string()).nullish() });

export const patchTags: Handler = (request) => {
  const { tags } = bodyAs(Tags, request.body);
  const before = clusterOf(request);
  refuseOtherVersion(request, before);
  refuseBusy(request, before);
  const stored = storedBody(before);
  return begin(request, "Updating", { ...before, body: { ...stored, tags: tags ?? {} } }, stored);
};

export const deleteCluster: Handler = (request) => {
  const { kernel, path, access, requestId } = request;
  groupOf(request);
  const before = findCluster(request);
  refuseOtherVersion(request, before);
  if (!before) return { status: 204 };
  refuseBusy(request, before);
  const author = { principal: access.principal.objectId, requestId };
  const { id } = beginDeletion(kernel, before, path, author);
  return { status: 202, headers: operationHeaders(request, id, storedBody(before).location) };
};

/** Begins the operation that leads to `after`. */
function begin(
  request: ArmRequest,
  running: ClusterChange["running"],
  after: NewResource,
  before: ClusterBody | undefined,
): Reply {
  const { kernel, method, path, access, requestId } = request;
  const { id, resource } = beginChange(
    kernel,
    { running, after, before, method, path },
    { principal: access.principal.objectId, requestId },
  );
  return {
    status: running === "Creating" ? 201 : 200,
    headers: operationHeaders(request, id, String(after.location)),
    body: shownCluster(resource, request.apiVersion),
  };
}

function newCluster(request: ArmRequest, sent: ClusterBody): NewResource {
  const { kernel, params } = request;
  const name = String(params.name);
  if (!NAME.test(name)) {
    throw new ArmError(400, "InvalidResourceName", `The cluster name '${name}' is not valid.`);
  }
  const { properties } = sent;
  if (!properties.agentPoolProfiles?.length) {
    throw new ArmError(
      400,
      "InvalidParameter",
      "Required parameter agentPoolProfiles is missing (null).",
    );
  }
  const dnsPrefix = properties.dnsPrefix ?? name.slice(0, 10);
  const kubernetesVersion = properties.kubernetesVersion ?? USUAL_KUBERNETES;
  const body: ClusterBody = {
    tags: {},
    sku: { name: "Base", tier: "Free" },
    ...sent,
    identity: {
      type: "SystemAssigned",
      ...sent.identity,
      principalId: randomUUID(),
      tenantId: kernel.tenantId,
    },
    properties: {
      enableRBAC: true,
      nodeResourceGroup: `MC_${params.resourceGroup}_${name}_${sent.location}`.slice(0, 80),
      ...properties,
      dnsPrefix,
      kubernetesVersion,
      powerState: { code: "Running" },
      maxAgentPools: 100,
      fqdn: `${dnsPrefix}-${randomUUID().slice(0, 8)}.hcp.${sent.location}.azmk8s.io`.toLowerCase(),
    },
  };
  return {
    id: clusterId(params),
    type: CLUSTER_TYPE,
    name,
    subscriptionId: String(params.subscriptionId),
    resourceGroup: String(params.resourceGroup),
    location: sent.location,
    body,
  };
}
