import { randomUUID } from "node:crypto";
import { z } from "zod";
import { accept } from "../../arm/accept.ts";
import { resourceNotFound } from "../../arm/errors.ts";
import { listPage } from "../../arm/paging.ts";
import { bodyAs } from "../../arm/parse.ts";
import type { Route } from "../../arm/route.ts";
import { ArmError, type ArmRequest, type Handler, type Reply, type Resource } from "../../types.ts";
import { requireProvider } from "../resources/providers.ts";
import { groupOf } from "../resources/resource-groups.ts";
import { ETAG_SINCE, KEY_VERSIONS, WORKSPACE_VERSIONS as versions } from "./versions.ts";
import { WORKSPACE_TYPE } from "./workspace.ts";
import { workspaceKeys } from "./workspace-keys.ts";

const SHOWN_TYPE = "Microsoft.OperationalInsights/workspaces";
const READ = `${SHOWN_TYPE}/read`;
const WRITE = `${SHOWN_TYPE}/write`;

/** 4 to 63 letters, digits and hyphens, beginning and ending with a letter or digit. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$/;

const WorkspacePatch = z.looseObject({
  tags: z.record(z.string(), z.string()).nullish(),
  properties: z
    .looseObject({
      sku: z.looseObject({ name: z.string() }).nullish(),
      retentionInDays: z.number().int().min(7).max(730).nullish(),
      features: z.looseObject({}).nullish(),
    })
    .default({}),
});
const WorkspaceBody = WorkspacePatch.extend({ location: z.string().min(1) });
type WorkspaceBody = z.infer<typeof WorkspaceBody>;

const listOfSubscription: Handler = (request) =>
  listBelow(request, `/subscriptions/${request.params.subscriptionId}`);

const listOfGroup: Handler = (request) => listBelow(request, groupOf(request).id);

const get: Handler = (request) => reply(200, request, workspaceOf(request));

const sharedKeys: Handler = (request) => ({
  status: 200,
  body: workspaceKeys(request.kernel, workspaceOf(request).id),
});

const patch: Handler = (request) => {
  const { kernel } = request;
  const { tags, properties } = bodyAs(WorkspacePatch, request.body);
  const before = workspaceOf(request);
  const known = before.body.properties as WorkspaceBody["properties"];
  const now = kernel.clock.now();
  const body = {
    ...before.body,
    ...(tags && { tags }),
    properties: {
      ...known,
      ...properties,
      customerId: known.customerId,
      features: { ...known.features, ...properties.features },
      modifiedDate: new Date(now).toISOString(),
    },
  };
  const resource = accept(request, { kind: "patch", resourceId: before.id }, () =>
    kernel.store.put({ ...before, body }, now),
  );
  return reply(200, request, resource);
};

/** Gone at once; the fourteen days in which Azure could bring it back are no state that clients see. */
const remove: Handler = (request) => {
  const { kernel } = request;
  groupOf(request);
  const before = kernel.store.get(idOf(request));
  if (!before) return { status: 204 };
  accept(request, { kind: "delete", resourceId: before.id }, () => kernel.store.delete(before.id));
  return { status: 200 };
};

function workspaceOf(request: ArmRequest): Resource {
  const found = request.kernel.store.get(idOf(request));
  if (found) return found;
  throw resourceNotFound(SHOWN_TYPE, String(request.params.name), groupOf(request).name);
}

const put: Handler = (request) => {
  const { kernel, params } = request;
  const sent = bodyAs(WorkspaceBody, request.body);
  requireProvider(kernel, String(params.subscriptionId), "Microsoft.OperationalInsights");
  groupOf(request);
  const name = String(params.name);
  if (!NAME.test(name)) {
    throw new ArmError(400, "InvalidParameter", `The workspace name '${name}' is not valid.`);
  }
  const before = kernel.store.get(idOf(request));
  refuseMove(before, sent);
  const goal = goalOf(request, sent, before);
  const id = before?.id ?? idOf(request);
  const { resource } = accept(request, { kind: "put", resourceId: id }, () =>
    kernel.operations.start({
      resource: {
        id,
        type: WORKSPACE_TYPE,
        name,
        subscriptionId: String(params.subscriptionId),
        resourceGroup: String(params.resourceGroup),
        location: sent.location,
        body: inState(goal, before ? "Updating" : "Creating"),
      },
      finalBody: inState(goal, "Succeeded"),
      seconds: kernel.operations.drawSeconds(
        kernel.settings.get("operationSeconds"),
        kernel.settings.get("seed"),
      ),
    }),
  );
  return reply(before ? 200 : 201, request, resource);
};

/** Clients poll the workspace itself; where it doesn't say when, the Azure CLI waits half a minute between looks. */
function reply(status: number, { kernel, apiVersion }: ArmRequest, resource: Resource): Reply {
  const { provisioningState } = resource.body.properties as { provisioningState: string };
  const headers = { "retry-after": String(kernel.settings.get("operationRetryAfter")) };
  return {
    status,
    body: shapeIn(apiVersion)(resource),
    ...(provisioningState !== "Succeeded" && { headers }),
  };
}

function listBelow(request: ArmRequest, below: string) {
  return listPage(request, { types: [WORKSPACE_TYPE], below }, READ, shapeIn(request.apiVersion));
}

function idOf({ params }: ArmRequest): string {
  return `/subscriptions/${params.subscriptionId}/resourceGroups/${params.resourceGroup}/providers/${SHOWN_TYPE}/${params.name}`;
}

function shapeIn(apiVersion: string) {
  return ({ id, name, etag, body }: Resource): object => {
    const shown = { id, name, type: SHOWN_TYPE, ...body };
    return apiVersion >= ETAG_SINCE ? { ...shown, etag: `"${etag}"` } : shown;
  };
}

function refuseMove(before: Resource | undefined, { location }: WorkspaceBody): void {
  if (!before || before.location === location) return;
  throw new ArmError(
    409,
    "InvalidResourceLocation",
    `The resource '${before.name}' already exists in location '${before.location}' in resource group '${before.resourceGroup}'. A resource with the same name cannot be created in location '${location}'. Please select a new resource name.`,
  );
}

/** Azure gives a workspace its customer id, by which agents know it, once and for all. */
function goalOf(
  { kernel }: ArmRequest,
  sent: WorkspaceBody,
  before: Resource | undefined,
): WorkspaceBody {
  const known = (before?.body.properties ?? {}) as Record<string, unknown>;
  const now = new Date(kernel.clock.now()).toISOString();
  const { sku, retentionInDays, features, ...others } = sent.properties;
  return {
    location: sent.location,
    ...(sent.tags && { tags: sent.tags }),
    properties: {
      publicNetworkAccessForIngestion: "Enabled",
      publicNetworkAccessForQuery: "Enabled",
      ...others,
      customerId: known.customerId ?? randomUUID(),
      sku: { ...(sku ?? { name: "PerGB2018" }), lastSkuUpdate: now },
      retentionInDays: retentionInDays ?? 30,
      features: { enableLogAccessUsingOnlyResourcePermissions: true, ...features },
      createdDate: known.createdDate ?? now,
      modifiedDate: now,
    },
  };
}

function inState(body: WorkspaceBody, provisioningState: string): WorkspaceBody {
  return { ...body, properties: { ...body.properties, provisioningState } };
}

const subscription = "/subscriptions/{subscriptionId}";
const workspaces = `providers/${SHOWN_TYPE}`;
const group = `${subscription}/resourceGroups/{resourceGroup}/${workspaces}`;
const one = `${group}/{name}`;

export const WORKSPACE_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: `${subscription}/${workspaces}`,
    versions,
    action: READ,
    list: true,
    handler: listOfSubscription,
  },
  { method: "GET", path: group, versions, action: READ, list: true, handler: listOfGroup },
  { method: "GET", path: one, versions, action: READ, handler: get },
  { method: "PUT", path: one, versions, action: WRITE, handler: put },
  { method: "PATCH", path: one, versions, action: WRITE, handler: patch },
  { method: "DELETE", path: one, versions, action: `${SHOWN_TYPE}/delete`, handler: remove },
  {
    method: "POST",
    path: `${one}/sharedKeys`,
    versions: KEY_VERSIONS,
    action: `${SHOWN_TYPE}/sharedKeys/action`,
    handler: sharedKeys,
  },
  {
    method: "POST",
    path: `${one}/listKeys`,
    versions: KEY_VERSIONS,
    action: `${SHOWN_TYPE}/listKeys/action`,
    handler: sharedKeys,
  },
];
