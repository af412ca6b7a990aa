import { z } from "zod";
import type { PrivateEndpointFacts, PrivateLinkScopeFacts } from "../cloud.ts";
import type { Arm } from "./arm.ts";
import { networkOf } from "./monitoring.ts";
import { API } from "./versions.ts";

const Scope = z.looseObject({
  id: z.string(),
  name: z.string(),
  properties: z.looseObject({
    accessModeSettings: z
      .looseObject({ queryAccessMode: z.string(), ingestionAccessMode: z.string() })
      .nullish(),
    privateEndpointConnections: z
      .array(
        z.looseObject({
          properties: z.looseObject({
            privateEndpoint: z.looseObject({ id: z.string() }).nullish(),
            privateLinkServiceConnectionState: z
              .looseObject({ status: z.string().nullish() })
              .nullish(),
          }),
        }),
      )
      .nullish(),
  }),
});
const Scoped = z.looseObject({
  properties: z.looseObject({ linkedResourceId: z.string().nullish() }),
});
const Endpoint = z.looseObject({
  id: z.string(),
  name: z.string(),
  properties: z.looseObject({ subnet: z.looseObject({ id: z.string() }).nullish() }),
});
const ZoneGroup = z.looseObject({
  properties: z.looseObject({
    privateDnsZoneConfigs: z
      .array(
        z.looseObject({
          properties: z.looseObject({ privateDnsZoneId: z.string().nullish() }).nullish(),
        }),
      )
      .nullish(),
  }),
});

const LIST_PATH = "/subscriptions/{s}/providers/Microsoft.Insights/privateLinkScopes";
const SCOPED_PATH =
  "/subscriptions/{s}/resourceGroups/{g}/providers/Microsoft.Insights/privateLinkScopes/{n}/scopedResources";
const ENDPOINT_PATH =
  "/subscriptions/{s}/resourceGroups/{g}/providers/Microsoft.Network/privateEndpoints/{n}";
const PLACE =
  /^\/subscriptions\/([^/]+)\/resourcegroups\/([^/]+)\/providers\/[^/]+\/[^/]+\/([^/]+)$/i;

/** The scopes of a subscription, each with what is a resource of it and who connects. */
export async function privateLinkScopes(
  arm: Arm,
  subscriptionId: string,
): Promise<PrivateLinkScopeFacts[]> {
  const listed = await arm.all({
    path: LIST_PATH,
    values: [subscriptionId],
    apiVersion: API.privateLinkScopes,
  });
  return Promise.all(listed.map((item) => withLinked(arm, Scope.parse(item))));
}

/** A private endpoint with the DNS zones of its zone groups. */
export async function privateEndpoint(arm: Arm, armId: string): Promise<PrivateEndpointFacts> {
  const ask = { values: placeOf(armId), apiVersion: API.privateEndpoints };
  const [answer, groups] = await Promise.all([
    arm.get({ ...ask, path: ENDPOINT_PATH }),
    arm.all({ ...ask, path: `${ENDPOINT_PATH}/privateDnsZoneGroups` }),
  ]);
  const { id, name, properties } = Endpoint.parse(answer.body);
  const zoneIds = groups
    .flatMap((group) => ZoneGroup.parse(group).properties.privateDnsZoneConfigs ?? [])
    .flatMap((config) => config.properties?.privateDnsZoneId ?? []);
  return {
    id: id.toLowerCase(),
    name,
    networkId: networkOf(properties.subnet?.id ?? ""),
    zones: zoneIds.map((zone) => zone.slice(zone.lastIndexOf("/") + 1).toLowerCase()),
  };
}

async function withLinked(
  arm: Arm,
  { id, name, properties: p }: z.infer<typeof Scope>,
): Promise<PrivateLinkScopeFacts> {
  const scoped = await arm.all({
    path: SCOPED_PATH,
    values: placeOf(id),
    apiVersion: API.privateLinkScopes,
  });
  const connections = (p.privateEndpointConnections ?? []).flatMap(({ properties }) => {
    const endpointId = properties.privateEndpoint?.id;
    const status = properties.privateLinkServiceConnectionState?.status ?? "Pending";
    return endpointId ? [{ endpointId, status }] : [];
  });
  return {
    id: id.toLowerCase(),
    name,
    queryAccess: p.accessModeSettings?.queryAccessMode ?? "Open",
    ingestionAccess: p.accessModeSettings?.ingestionAccessMode ?? "Open",
    linkedIds: scoped.flatMap((item) => {
      const linked = Scoped.parse(item).properties.linkedResourceId;
      return linked ? [linked.toLowerCase()] : [];
    }),
    connections,
  };
}

function placeOf(armId: string): string[] {
  const parts = PLACE.exec(armId);
  if (!parts) throw new Error(`Not the id of a resource in a resource group: ${armId}`);
  return parts.slice(1);
}
