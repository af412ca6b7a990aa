import { courseOf } from "../../arm/course.ts";
import { resourceNotFound } from "../../arm/errors.ts";
import { listPage } from "../../arm/paging.ts";
import { bodyAs } from "../../arm/parse.ts";
import type { Route } from "../../arm/route.ts";
import type { ArmRequest, Handler, Resource } from "../../types.ts";
import { requireProvider } from "../resources/providers.ts";
import { beginInstallation, beginRemoval } from "./begin.ts";
import {
  EXTENSION_TYPE,
  ExtensionBody,
  ExtensionPatch,
  propertiesOf,
  SHOWN_EXTENSION_TYPE,
  shownExtension,
} from "./extension.ts";
import {
  refuseBusy,
  refuseName,
  refuseOtherType,
  refusePinned,
  refuseSecond,
  refuseUnknown,
} from "./extension-refusals.ts";
import { linkToOperation, operationStatus } from "./operation-links.ts";
import { EXTENSION_VERSIONS as versions } from "./versions.ts";

const READ = `${SHOWN_EXTENSION_TYPE}/read`;
const WRITE = `${SHOWN_EXTENSION_TYPE}/write`;
const DELETE = `${SHOWN_EXTENSION_TYPE}/delete`;

const list: Handler = (request) => {
  const { id } = clusterOf(request);
  return listPage(request, { types: [EXTENSION_TYPE], below: id }, READ, (extension) =>
    shownExtension(extension, request.apiVersion),
  );
};

const get: Handler = (request) => {
  const extension = extensionOf(request);
  if (extension) {
    return { status: 200, body: shownExtension(extension, request.apiVersion) };
  }
  throw resourceNotFound(
    SHOWN_EXTENSION_TYPE,
    String(request.params.name),
    String(request.params.resourceGroup),
  );
};

const put: Handler = (request) => {
  const sent = bodyAs(ExtensionBody, request.body);
  const cluster = clusterOf(request);
  const before = extensionOf(request);
  requireProvider(
    request.kernel,
    String(request.params.subscriptionId),
    "Microsoft.KubernetesConfiguration",
  );
  refuseName(String(request.params.name));
  refuseUnknown(request, cluster, sent);
  refusePinned(sent.properties);
  refuseBusy(request, before);
  refuseOtherType(before, sent);
  refuseSecond(request, cluster, sent);
  return reply(request, before ? 200 : 201, cluster, { sent, before });
};

/** What a PATCH leaves out stays; settings are replaced one by one. */
const patch: Handler = (request) => {
  const { properties: sent } = bodyAs(ExtensionPatch, request.body);
  const cluster = clusterOf(request);
  const before = extensionOf(request);
  if (!before) return get(request);
  refuseBusy(request, before);
  const stored = propertiesOf(before);
  refusePinned({ ...stored, version: null, ...sent });
  const merged = {
    ...before.body,
    properties: {
      ...stored,
      ...sent,
      configurationSettings: { ...stored.configurationSettings, ...sent?.configurationSettings },
      configurationProtectedSettings: {
        ...stored.configurationProtectedSettings,
        ...sent?.configurationProtectedSettings,
      },
    },
  };
  const keepsSecrets = !sent?.configurationProtectedSettings;
  return reply(request, 202, cluster, { sent: merged as ExtensionBody, before, keepsSecrets });
};

function reply(
  request: ArmRequest,
  status: number,
  cluster: Resource,
  change: Omit<Parameters<typeof beginInstallation>[2], "name">,
) {
  const name = String(request.params.name);
  const begun = beginInstallation(beginningOf(request), cluster, { name, ...change });
  return {
    status,
    headers: linkToOperation(request, `${begun.resource.id}/operations`, begun.id),
    body: shownExtension(begun.resource, request.apiVersion),
  };
}

const remove: Handler = (request) => {
  const cluster = clusterOf(request);
  const extension = extensionOf(request);
  if (!extension) return { status: 204 };
  refuseBusy(request, extension);
  const force = request.query.get("forceDelete") === "true";
  const { id } = beginRemoval(beginningOf(request), cluster, extension, force);
  return { status: 202, headers: linkToOperation(request, `${extension.id}/operations`, id) };
};

function beginningOf(request: ArmRequest) {
  const { kernel, access, requestId } = request;
  return {
    kernel,
    principal: access.principal.objectId,
    requestId,
    ...courseOf(kernel, request),
  };
}

/**
 * The cluster below which the path stands.
 * @throws ArmError 404 when there is none.
 */
function clusterOf({ kernel, params }: ArmRequest): Resource {
  const { subscriptionId, resourceGroup, provider, kind, cluster } = params;
  const id = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/${provider}/${kind}/${cluster}`;
  const found = kernel.store.get(id);
  if (found) return found;
  throw resourceNotFound(`${provider}/${kind}`, String(cluster), String(resourceGroup));
}

function extensionOf(request: ArmRequest): Resource | undefined {
  const id = `${clusterOf(request).id}/providers/${SHOWN_EXTENSION_TYPE}/${request.params.name}`;
  return request.kernel.store.get(id);
}

const all =
  "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/{provider}/{kind}/{cluster}/providers/Microsoft.KubernetesConfiguration/extensions";
const one = `${all}/{name}`;

export const EXTENSION_ROUTES: readonly Route[] = [
  { method: "GET", path: all, versions, action: READ, list: true, handler: list },
  { method: "GET", path: one, versions, action: READ, handler: get },
  { method: "PUT", path: one, versions, action: WRITE, handler: put },
  { method: "PATCH", path: one, versions, action: WRITE, handler: patch },
  { method: "DELETE", path: one, versions, action: DELETE, handler: remove },
  {
    method: "GET",
    path: `${one}/operations/{operationId}`,
    versions,
    // Whoever was given the link to an operation may follow it, as in ARM.
    action: null,
    handler: operationStatus,
  },
];
