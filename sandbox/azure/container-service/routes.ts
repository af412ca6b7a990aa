import { listPage } from "../../arm/paging.ts";
import type { Route } from "../../arm/route.ts";
import type { Handler } from "../../types.ts";
import { groupOf } from "../resources/resource-groups.ts";
import { CLUSTER_TYPE, clusterOf, shownCluster } from "./cluster.ts";
import { OPERATION_VERSION, operationResult, operationStatus } from "./operation-status.ts";
import { CLUSTER_VERSIONS } from "./versions.ts";
import { deleteCluster, patchTags, putCluster } from "./write.ts";

const READ = "Microsoft.ContainerService/managedClusters/read";
const WRITE = "Microsoft.ContainerService/managedClusters/write";
const DELETE = "Microsoft.ContainerService/managedClusters/delete";

const listOfSubscription: Handler = (request) =>
  listBelow(request, `/subscriptions/${request.params.subscriptionId}`);

const listOfGroup: Handler = (request) => listBelow(request, groupOf(request).id);

function listBelow(request: Parameters<Handler>[0], below: string) {
  return listPage(request, { types: [CLUSTER_TYPE], below }, READ, (cluster) =>
    shownCluster(cluster, request.apiVersion),
  );
}

const getCluster: Handler = (request) => ({
  status: 200,
  body: shownCluster(clusterOf(request), request.apiVersion),
});

const subscription = "/subscriptions/{subscriptionId}";
const clusters = "providers/Microsoft.ContainerService/managedClusters";
const group = `${subscription}/resourceGroups/{resourceGroup}/${clusters}`;
const one = `${group}/{name}`;
const locations = `${subscription}/providers/Microsoft.ContainerService/locations/{location}`;

const versions = CLUSTER_VERSIONS;
// Whoever was given the link to an operation may follow it, as in ARM.
const polls = [OPERATION_VERSION, "2016-03-30", ...CLUSTER_VERSIONS];

export const CLUSTER_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: `${subscription}/${clusters}`,
    versions,
    action: READ,
    list: true,
    handler: listOfSubscription,
  },
  { method: "GET", path: group, versions, action: READ, list: true, handler: listOfGroup },
  { method: "GET", path: one, versions, action: READ, handler: getCluster },
  { method: "PUT", path: one, versions, action: WRITE, handler: putCluster },
  { method: "PATCH", path: one, versions, action: WRITE, handler: patchTags },
  { method: "DELETE", path: one, versions, action: DELETE, handler: deleteCluster },
  {
    method: "GET",
    path: `${locations}/operations/{operationId}`,
    versions: polls,
    action: null,
    handler: operationStatus,
  },
  {
    method: "GET",
    path: `${locations}/operationresults/{operationId}`,
    versions: polls,
    action: null,
    handler: operationResult,
  },
];
