import { accept } from "../../../arm/accept.ts";
import { authorizationFailed, resourceNotFound } from "../../../arm/errors.ts";
import { listPage } from "../../../arm/paging.ts";
import { bodyAs } from "../../../arm/parse.ts";
import type { Route } from "../../../arm/route.ts";
import type { ArmRequest, Handler, Resource } from "../../../types.ts";
import { requireProvider } from "../../resources/providers.ts";
import { groupOf } from "../../resources/resource-groups.ts";
import {
  CONNECTOR_TYPE,
  ConnectorBody,
  ConnectorPatch,
  SHOWN_CONNECTOR_TYPE,
  storedConnector,
} from "./connector.ts";
import { giveRoleToDefender } from "./defender-role.ts";
import { nextConnector, regionCode } from "./next-connector.ts";
import {
  refuseContradictions,
  refuseMove,
  refuseName,
  refuseOtherLocation,
  refuseSecond,
} from "./refusals.ts";
import { shownConnector } from "./shown-connector.ts";
import { CONNECTOR_READ_VERSIONS, CONNECTOR_VERSIONS } from "./versions.ts";

const READ = `${SHOWN_CONNECTOR_TYPE}/read`;
const WRITE = `${SHOWN_CONNECTOR_TYPE}/write`;
const DELETE = `${SHOWN_CONNECTOR_TYPE}/delete`;

/**
 * Who connects a cloud has to be a Contributor of the group that holds the connector: Security Admins, whose role has
 * all of Microsoft.Security, are not enough.
 * https://learn.microsoft.com/azure/defender-for-cloud/quickstart-onboard-aws (as far as known)
 */
const HOLD_GROUP = "Microsoft.Resources/subscriptions/resourceGroups/write";

const listBelow = (request: ArmRequest, below: string) =>
  listPage(request, { types: [CONNECTOR_TYPE], below }, READ, (connector) =>
    shownConnector(request.kernel.store, connector, request.apiVersion),
  );

const get: Handler = (request) => {
  const connector = findConnector(request);
  if (!connector) throw connectorNotFound(request);
  return { status: 200, body: shownConnector(request.kernel.store, connector, request.apiVersion) };
};

const put: Handler = (request) => {
  const { kernel, params } = request;
  const sent = bodyAs(ConnectorBody, request.body);
  requireProvider(kernel, String(params.subscriptionId), "Microsoft.Security");
  requireHold(request);
  refuseName(String(params.name));
  const before = findConnector(request);
  if (before) refuseOtherLocation(before, sent.location);
  const stored = store(request, "put", { sent, before });
  return {
    status: before ? 200 : 201,
    body: shownConnector(request.kernel.store, stored, request.apiVersion),
  };
};

/** Members of the properties are replaced whole: offerings that the list leaves out are turned off. */
const patch: Handler = (request) => {
  const sent = bodyAs(ConnectorPatch, request.body);
  requireHold(request);
  const before = findConnector(request);
  if (!before) throw connectorNotFound(request);
  const merged = bodyAs(ConnectorBody, {
    ...before.body,
    ...(sent.tags && { tags: sent.tags }),
    properties: { ...(before.body.properties as object), ...sent.properties },
  });
  const stored = store(request, "patch", { sent: merged, before });
  return { status: 200, body: shownConnector(request.kernel.store, stored, request.apiVersion) };
};

/** What Defender has deployed by it stays where it is, in Azure as in the other cloud. */
const remove: Handler = (request) => {
  requireHold(request);
  const before = findConnector(request);
  if (!before) return { status: 204 };
  accept(request, { kind: "delete", resourceId: before.id }, () => {
    const { store, provisioning, clock } = request.kernel;
    store.deleteTree(before.id, clock.now());
    provisioning.connectorDeleted(before.id);
  });
  return { status: 200 };
};

function store(
  request: ArmRequest,
  kind: string,
  { sent, before }: { sent: ConnectorBody; before: Resource | undefined },
): Resource {
  const { kernel, params, access } = request;
  const id = before?.id ?? connectorId(params);
  const known = before && storedConnector(before);
  refuseContradictions(sent.properties);
  if (known) refuseMove(known, sent.properties);
  refuseSecond(kernel.store, id, sent.properties);
  const now = kernel.clock.now();
  const body = nextConnector({ sent, before: known, by: access.principal, now });
  return accept(request, { kind, resourceId: id }, () => {
    const stored = kernel.store.put(
      {
        id,
        type: CONNECTOR_TYPE,
        name: before?.name ?? String(params.name),
        subscriptionId: String(params.subscriptionId),
        resourceGroup: String(params.resourceGroup),
        location: regionCode(sent.location),
        body,
      },
      now,
    );
    giveRoleToDefender(request, stored);
    kernel.provisioning.connectorChanged(stored);
    return stored;
  });
}

/** @throws ArmError 403, or 404 when there is no such group */
function requireHold(request: ArmRequest): void {
  const { id } = groupOf(request);
  const { access } = request;
  if (!access.allows(HOLD_GROUP, id)) throw authorizationFailed(access.principal, HOLD_GROUP, id);
}

function findConnector({ kernel, params }: ArmRequest): Resource | undefined {
  return kernel.store.get(connectorId(params));
}

function connectorNotFound(request: ArmRequest) {
  const { name } = groupOf(request);
  return resourceNotFound(SHOWN_CONNECTOR_TYPE, String(request.params.name), name);
}

function connectorId({ subscriptionId, resourceGroup, name }: ArmRequest["params"]): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/${SHOWN_CONNECTOR_TYPE}/${name}`;
}

const subscription = "/subscriptions/{subscriptionId}";
const connectors = `providers/${SHOWN_CONNECTOR_TYPE}`;
const group = `${subscription}/resourceGroups/{resourceGroup}/${connectors}`;
const one = `${group}/{name}`;
const list = {
  method: "GET",
  versions: CONNECTOR_READ_VERSIONS,
  action: READ,
  list: true,
} as const;

export const CONNECTOR_ROUTES: readonly Route[] = [
  {
    ...list,
    path: `${subscription}/${connectors}`,
    handler: (request) => listBelow(request, `/subscriptions/${request.params.subscriptionId}`),
  },
  { ...list, path: group, handler: (request) => listBelow(request, groupOf(request).id) },
  { method: "GET", path: one, versions: CONNECTOR_READ_VERSIONS, action: READ, handler: get },
  { method: "PUT", path: one, versions: CONNECTOR_VERSIONS, action: WRITE, handler: put },
  { method: "PATCH", path: one, versions: CONNECTOR_VERSIONS, action: WRITE, handler: patch },
  { method: "DELETE", path: one, versions: CONNECTOR_VERSIONS, action: DELETE, handler: remove },
];
