import { accept } from "../../arm/accept.ts";
import { notRegistered } from "../../arm/errors.ts";
import { listPage } from "../../arm/paging.ts";
import type { Route } from "../../arm/route.ts";
import {
  ArmError,
  type ArmRequest,
  type Handler,
  type Kernel,
  type Resource,
} from "../../types.ts";
import { CONNECTED_VERSIONS, EXTENSION_VERSIONS } from "../arc/versions.ts";
import { CLUSTER_VERSIONS } from "../container-service/versions.ts";
import { PRIVATE_LINK_SCOPE_VERSIONS } from "../insights/versions.ts";
import { NETWORK_VERSIONS } from "../network/versions.ts";
import { WORKSPACE_VERSIONS } from "../operational-insights/versions.ts";
import { CONNECTOR_READ_VERSIONS } from "../security/connectors/versions.ts";
import { createPricings } from "../security/create-pricings.ts";
import { PRICING_VERSIONS } from "../security/versions.ts";

const TYPE = "microsoft.resources/providers";
const VERSIONS = [
  "2019-10-01",
  "2020-06-01",
  "2021-04-01",
  "2022-09-01",
  "2023-07-01",
  "2024-03-01",
  "2024-07-01",
];
const READ = "Microsoft.Resources/subscriptions/providers/read";

/** What the sandbox knows of each provider; a provider without a row has no types here. */
const RESOURCE_TYPES: Readonly<
  Record<string, readonly [type: string, versions: readonly string[]][]>
> = {
  "microsoft.containerservice": [["managedClusters", CLUSTER_VERSIONS]],
  "microsoft.kubernetes": [["connectedClusters", CONNECTED_VERSIONS]],
  "microsoft.kubernetesconfiguration": [["extensions", EXTENSION_VERSIONS]],
  "microsoft.security": [
    ["pricings", PRICING_VERSIONS],
    ["securityConnectors", CONNECTOR_READ_VERSIONS],
  ],
  "microsoft.insights": [["privateLinkScopes", PRIVATE_LINK_SCOPE_VERSIONS]],
  "microsoft.network": [["privateEndpoints", NETWORK_VERSIONS]],
  "microsoft.operationalinsights": [["workspaces", WORKSPACE_VERSIONS]],
};

/** What else happens on a subscription when a provider is registered. */
const ON_REGISTRATION: Readonly<Record<string, (kernel: Kernel, subscriptionId: string) => void>> =
  {
    "microsoft.security": createPricings,
  };

const list: Handler = (request) =>
  listPage(
    request,
    { types: [TYPE], below: `/subscriptions/${request.params.subscriptionId}` },
    READ,
    shape,
  );

const get: Handler = (request) => ({ status: 200, body: shape(providerOf(request)) });

const register: Handler = (request) => {
  const { kernel, params } = request;
  const provider = providerOf(request);
  if (stateOf(provider) !== "NotRegistered") return { status: 200, body: shape(provider) };
  const key = provider.name.toLowerCase();
  const registering = accept(request, { kind: "register", resourceId: provider.id }, () => {
    ON_REGISTRATION[key]?.(kernel, String(params.subscriptionId));
    return kernel.operations.start({
      resource: { ...provider, body: { ...provider.body, registrationState: "Registering" } },
      finalBody: { ...provider.body, registrationState: "Registered" },
      seconds: kernel.operations.drawSeconds(
        kernel.settings.get("registrationSeconds"),
        kernel.settings.get("seed"),
      ),
    });
  });
  return { status: 200, body: shape(registering.resource) };
};

/**
 * Whether a provider is registered on a subscription; writes to resources of one that isn't are refused.
 * @throws ArmError 409 when it isn't.
 */
export function requireProvider(kernel: Kernel, subscriptionId: string, namespace: string): void {
  if (!isRegistered(kernel, subscriptionId, namespace)) throw notRegistered(namespace);
}

export function isRegistered(kernel: Kernel, subscriptionId: string, namespace: string): boolean {
  const provider = kernel.store.get(`/subscriptions/${subscriptionId}/providers/${namespace}`);
  return provider !== undefined && stateOf(provider) === "Registered";
}

function providerOf({ kernel, params }: ArmRequest): Resource {
  const { subscriptionId, namespace } = params;
  const provider = kernel.store.get(`/subscriptions/${subscriptionId}/providers/${namespace}`);
  if (provider) return provider;
  throw new ArmError(
    404,
    "InvalidResourceNamespace",
    `The resource namespace '${namespace}' is invalid.`,
  );
}

function stateOf({ body }: Resource): unknown {
  return body.registrationState;
}

function shape({ id, name, body }: Resource): object {
  const types = RESOURCE_TYPES[name.toLowerCase()] ?? [];
  return {
    id,
    ...body,
    resourceTypes: types.map(([resourceType, versions]) => ({
      resourceType,
      locations: [],
      apiVersions: versions.toReversed(),
    })),
  };
}

const all = "/subscriptions/{subscriptionId}/providers";
const one = `${all}/{namespace}`;

export const PROVIDER_ROUTES: readonly Route[] = [
  { method: "GET", path: all, versions: VERSIONS, action: READ, list: true, handler: list },
  { method: "GET", path: one, versions: VERSIONS, action: READ, handler: get },
  {
    method: "POST",
    path: `${one}/register`,
    versions: VERSIONS,
    action: "{namespace}/register/action",
    handler: register,
  },
];
