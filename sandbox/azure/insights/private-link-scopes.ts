import { z } from "zod";
import { plainRoutes } from "../../arm/plain-resource.ts";
import type { Route } from "../../arm/route.ts";
import { connectionsTo } from "../network/private-endpoints.ts";
import { PRIVATE_LINK_SCOPE_VERSIONS } from "./versions.ts";

const Mode = z.enum(["Open", "PrivateOnly"]);

const ScopeBody = z.looseObject({
  location: z.string().min(1),
  tags: z.record(z.string(), z.string()).nullish(),
  properties: z.looseObject({
    accessModeSettings: z.looseObject({
      queryAccessMode: Mode,
      ingestionAccessMode: Mode,
      exclusions: z.array(z.looseObject({})).nullish(),
    }),
  }),
});

const ScopedResourceBody = z.looseObject({
  properties: z.looseObject({ linkedResourceId: z.string().startsWith("/subscriptions/") }),
});

/** Azure Monitor Private Link Scopes; their private endpoint connections are those that the endpoints tell. */
export const PRIVATE_LINK_SCOPE_ROUTES: readonly Route[] = [
  ...plainRoutes({
    namespace: "Microsoft.Insights",
    type: "privateLinkScopes",
    versions: PRIVATE_LINK_SCOPE_VERSIONS,
    body: ScopeBody,
    computed: ({ kernel }, { id }) => ({
      privateEndpointConnections: connectionsTo(kernel, id).map((connection) => ({
        id: `${id}/privateEndpointConnections/${connection.name}`,
        name: connection.name,
        type: "Microsoft.Insights/privateLinkScopes/privateEndpointConnections",
        properties: {
          privateEndpoint: { id: connection.endpointId },
          groupIds: connection.groupIds,
          privateLinkServiceConnectionState: {
            status: connection.status,
            description: "",
            actionsRequired: "None",
          },
          provisioningState: "Succeeded",
        },
      })),
    }),
  }),
  ...plainRoutes({
    namespace: "Microsoft.Insights",
    type: "privateLinkScopes/scopedResources",
    versions: PRIVATE_LINK_SCOPE_VERSIONS,
    body: ScopedResourceBody,
  }),
];
