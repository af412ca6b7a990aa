import { authorizationFailed } from "../../arm/errors.ts";
import type { Route } from "../../arm/route.ts";
import { REGIONS } from "../../seed/regions.ts";
import type { ArmRequest, Handler, Reply, Resource } from "../../types.ts";

const TYPE = "microsoft.resources/subscriptions";
const VERSIONS = [
  "2016-06-01",
  "2019-06-01",
  "2019-11-01",
  "2020-01-01",
  "2021-01-01",
  "2022-12-01",
];
const READ = "Microsoft.Resources/subscriptions/read";

/** Fields that a version does not know yet, by the published OpenAPI files of 2019-11-01 and 2022-12-01. */
const ABSENT_BEFORE: readonly [field: string, since: string][] = [
  ["tenantId", "2019-06-01"],
  ["managedByTenants", "2019-06-01"],
  ["tags", "2019-11-01"],
];

// Whoever holds any role in a subscription sees that it exists, so no action is asked for here.
const list: Handler = ({ kernel, access, apiVersion }) => {
  const visible = [...kernel.store.scan({ types: [TYPE] })].filter(({ id }) => access.touches(id));
  const value = visible.map((subscription) => shape(subscription, apiVersion));
  return { status: 200, body: { value, nextLink: "" } };
};

const get: Handler = (request) => ({
  status: 200,
  body: shape(visibleSubscription(request), request.apiVersion),
});

const locations: Handler = (request): Reply => {
  const { id } = visibleSubscription(request);
  const value = Object.entries(REGIONS).map(([name, { displayName }]) => ({
    id: `${id}/locations/${name}`,
    name,
    type: "Region",
    displayName,
    regionalDisplayName: displayName,
    metadata: { regionType: "Physical", regionCategory: "Recommended" },
  }));
  return { status: 200, body: { value } };
};

function visibleSubscription({ kernel, access, params }: ArmRequest): Resource {
  const subscription = kernel.store.get(`/subscriptions/${params.subscriptionId}`);
  if (subscription && access.touches(subscription.id)) return subscription;
  throw authorizationFailed(access.principal, READ, `/subscriptions/${params.subscriptionId}`);
}

function shape({ id, body }: Resource, apiVersion: string): object {
  const absent = ABSENT_BEFORE.filter(([, since]) => apiVersion < since).map(([field]) => field);
  return {
    id,
    ...Object.fromEntries(Object.entries(body).filter(([name]) => !absent.includes(name))),
  };
}

const one = "/subscriptions/{subscriptionId}";

export const SUBSCRIPTION_ROUTES: readonly Route[] = [
  { method: "GET", path: "/subscriptions", versions: VERSIONS, action: null, handler: list },
  { method: "GET", path: one, versions: VERSIONS, action: null, handler: get },
  { method: "GET", path: `${one}/locations`, versions: VERSIONS, action: null, handler: locations },
];
