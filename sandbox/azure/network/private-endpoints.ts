import { z } from "zod";
import { plainRoutes } from "../../arm/plain-resource.ts";
import type { Route } from "../../arm/route.ts";
import type { Kernel } from "../../types.ts";
import { NETWORK_VERSIONS } from "./versions.ts";

const TYPE = "microsoft.network/privateendpoints";

const Connection = z.looseObject({
  name: z.string().min(1),
  properties: z.looseObject({
    privateLinkServiceId: z.string().min(1),
    groupIds: z.array(z.string()).nullish(),
    privateLinkServiceConnectionState: z.looseObject({ status: z.string() }).nullish(),
  }),
});

const EndpointBody = z.looseObject({
  location: z.string().min(1),
  tags: z.record(z.string(), z.string()).nullish(),
  properties: z.looseObject({
    subnet: z.looseObject({ id: z.string().min(1) }),
    privateLinkServiceConnections: z.array(Connection).nullish(),
    manualPrivateLinkServiceConnections: z.array(Connection).nullish(),
  }),
});

const ZoneGroupBody = z.looseObject({
  properties: z.looseObject({
    privateDnsZoneConfigs: z.array(
      z.looseObject({
        name: z.string().min(1),
        properties: z.looseObject({ privateDnsZoneId: z.string().min(1) }),
      }),
    ),
  }),
});

/** A private endpoint's connection to a resource, as that resource sees it. */
export interface EndpointConnection {
  endpointId: string;
  /** Of the endpoint. */
  name: string;
  groupIds: readonly string[];
  status: string;
}

/** The connections of private endpoints to a resource, worked out from the endpoints that there are. */
export function connectionsTo({ store }: Kernel, resourceId: string): EndpointConnection[] {
  const wanted = resourceId.toLowerCase();
  return [...store.scan({ types: [TYPE] })].flatMap(({ id, name, body }) => {
    const { properties: p } = EndpointBody.parse(body);
    return [
      ...(p.privateLinkServiceConnections ?? []),
      ...(p.manualPrivateLinkServiceConnections ?? []),
    ]
      .filter(({ properties }) => properties.privateLinkServiceId.toLowerCase() === wanted)
      .map(({ properties }) => ({
        endpointId: id,
        name,
        groupIds: properties.groupIds ?? [],
        status: properties.privateLinkServiceConnectionState?.status ?? "Approved",
      }));
  });
}

export const PRIVATE_ENDPOINT_ROUTES: readonly Route[] = [
  ...plainRoutes({
    namespace: "Microsoft.Network",
    type: "privateEndpoints",
    versions: NETWORK_VERSIONS,
    body: EndpointBody,
  }),
  ...plainRoutes({
    namespace: "Microsoft.Network",
    type: "privateEndpoints/privateDnsZoneGroups",
    versions: NETWORK_VERSIONS,
    body: ZoneGroupBody,
  }),
];
