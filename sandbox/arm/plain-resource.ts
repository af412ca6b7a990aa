import type { z } from "zod";
import { requireProvider } from "../azure/resources/providers.ts";
import { groupOf } from "../azure/resources/resource-groups.ts";
import { ArmError, type ArmRequest, type Handler, type Resource } from "../types.ts";
import { accept } from "./accept.ts";
import { resourceNotFound } from "./errors.ts";
import { listPage } from "./paging.ts";
import { bodyAs } from "./parse.ts";
import type { Route } from "./route.ts";

/** A type of resource that is what was put, at once: nothing takes time and little is added. */
export interface PlainType {
  /** For instance `Microsoft.Network`. */
  namespace: string;
  /** For instance `privateEndpoints`, or `privateEndpoints/privateDnsZoneGroups` for what hangs under one. */
  type: string;
  versions: readonly string[];
  body: z.ZodType<{ location?: string | undefined; properties: Record<string, unknown> }>;
  /** Properties that Azure works out from other resources. */
  computed?: (request: ArmRequest, resource: Resource) => Record<string, unknown>;
}

/** List, GET, PUT and DELETE of a plain type. What hangs under another resource goes with it. */
export function plainRoutes(kind: PlainType): Route[] {
  const { namespace, type, versions } = kind;
  const [top = "", child] = type.split("/");
  const subscription = "/subscriptions/{subscriptionId}";
  const group = `${subscription}/resourceGroups/{resourceGroup}/providers/${namespace}/${top}`;
  const all = child ? `${group}/{parent}/${child}` : group;
  const one = `${all}/{name}`;
  const action = (verb: string) => `${namespace}/${type}/${verb}`;
  const list = (path: string): Route => ({
    method: "GET",
    path,
    versions,
    action: action("read"),
    list: true,
    handler: listBelow(kind),
  });
  return [
    ...(child ? [] : [list(`${subscription}/providers/${namespace}/${top}`)]),
    list(all),
    { method: "GET", path: one, versions, action: action("read"), handler: get(kind) },
    { method: "PUT", path: one, versions, action: action("write"), handler: put(kind) },
    { method: "DELETE", path: one, versions, action: action("delete"), handler: remove(kind) },
  ];
}

function listBelow(kind: PlainType): Handler {
  return (request) => {
    const { subscriptionId, resourceGroup, parent } = request.params;
    const scope = resourceGroup ? groupOf(request).id : `/subscriptions/${subscriptionId}`;
    const below = parent ? parentOf(kind, request).id : scope;
    return listPage(
      request,
      { types: [storedType(kind)], below },
      `${kind.namespace}/${kind.type}/read`,
      (resource) => shown(kind, request, resource),
    );
  };
}

function get(kind: PlainType): Handler {
  return (request) => {
    const found = request.kernel.store.get(idOf(kind, request.params));
    if (found) return { status: 200, body: shown(kind, request, found) };
    const { name } = request.params;
    throw resourceNotFound(`${kind.namespace}/${kind.type}`, String(name), groupOf(request).name);
  };
}

function put(kind: PlainType): Handler {
  return (request) => {
    const { kernel, params } = request;
    const sent = bodyAs(kind.body, request.body);
    requireProvider(kernel, String(params.subscriptionId), kind.namespace);
    groupOf(request);
    if (params.parent) parentOf(kind, request);
    const id = idOf(kind, params);
    const before = kernel.store.get(id);
    const stored = accept(request, { kind: "put", resourceId: id }, () =>
      kernel.store.put(
        {
          id: before?.id ?? id,
          type: storedType(kind),
          name: String(params.name),
          subscriptionId: String(params.subscriptionId),
          resourceGroup: String(params.resourceGroup),
          ...(sent.location !== undefined && { location: sent.location }),
          body: { ...sent, properties: { ...sent.properties, provisioningState: "Succeeded" } },
        },
        kernel.clock.now(),
      ),
    );
    return { status: before ? 200 : 201, body: shown(kind, request, stored) };
  };
}

function remove(kind: PlainType): Handler {
  return (request) => {
    const { store } = request.kernel;
    const id = idOf(kind, request.params);
    if (!store.get(id)) return { status: 204 };
    accept(request, { kind: "delete", resourceId: id }, () => {
      for (const below of [...store.scan({ below: id })]) store.delete(below.id);
      store.delete(id);
    });
    return { status: 200 };
  };
}

/** The resource that a child hangs under. */
function parentOf({ namespace, type }: PlainType, { kernel, params }: ArmRequest): Resource {
  const [top = ""] = type.split("/");
  const id = `/subscriptions/${params.subscriptionId}/resourceGroups/${params.resourceGroup}/providers/${namespace}/${top}/${params.parent}`;
  const found = kernel.store.get(id);
  if (found) return found;
  throw new ArmError(
    404,
    "ParentResourceNotFound",
    `Failed to perform the operation on a resource whose parent '${id}' was not found.`,
  );
}

function idOf({ namespace, type }: PlainType, params: ArmRequest["params"]): string {
  const [top = "", child] = type.split("/");
  const { subscriptionId, resourceGroup, parent, name } = params;
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
  const tail = child ? `${top}/${parent}/${child}/${name}` : `${top}/${name}`;
  return `${group}/providers/${namespace}/${tail}`;
}

function storedType({ namespace, type }: PlainType): string {
  return `${namespace}/${type}`.toLowerCase();
}

function shown(kind: PlainType, request: ArmRequest, resource: Resource): object {
  const { id, name, etag, body } = resource;
  const properties = {
    ...(body.properties as Record<string, unknown>),
    ...kind.computed?.(request, resource),
  };
  return {
    id,
    name,
    type: `${kind.namespace}/${kind.type}`,
    etag: `"${etag}"`,
    ...body,
    properties,
  };
}
