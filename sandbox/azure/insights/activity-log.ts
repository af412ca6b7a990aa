import { nextLink } from "../../arm/paging.ts";
import type { Route } from "../../arm/route.ts";
import type { PastEffect } from "../../effects.ts";
import { USERS } from "../../identities.ts";
import { ArmError, type ArmRequest, type Handler } from "../../types.ts";

/** https://learn.microsoft.com/rest/api/monitor/activity-logs/list */
const PAGE = 200;

/** Accepted changes of a subscription's resources, the latest first: who did what, and when. */
const list: Handler = (request) => {
  const { kernel, query, params } = request;
  const filter = query.get("$filter") ?? "";
  const before = placeOf(query.get("$skiptoken"));
  const found = kernel.effects.past({
    ...idsOf(String(params.subscriptionId), filter),
    from: timeOf(filter, "ge") ?? 0,
    until: timeOf(filter, "le") ?? Number.MAX_SAFE_INTEGER,
    before,
    limit: PAGE + 1,
  });
  const last = found[PAGE - 1];
  return {
    status: 200,
    body: {
      value: found.slice(0, PAGE).map((effect) => event(request, effect)),
      ...(found.length > PAGE && last && { nextLink: nextLink(request, String(last.number)) }),
    },
  };
};

function idsOf(subscriptionId: string, filter: string): { id?: string; below?: string } {
  const text = (member: string) =>
    new RegExp(`\\b${member}\\s+eq\\s+'([^']*)'`, "i").exec(filter)?.[1]?.toLowerCase();
  const subscription = `/subscriptions/${subscriptionId.toLowerCase()}`;
  const id = text("resourceUri") ?? text("resourceId");
  if (id !== undefined) return id.startsWith(`${subscription}/`) ? { id } : { id: "" };
  const group = text("resourceGroupName");
  return { below: group === undefined ? subscription : `${subscription}/resourcegroups/${group}` };
}

function timeOf(filter: string, comparison: "ge" | "le"): number | undefined {
  const text = new RegExp(`\\beventTimestamp\\s+${comparison}\\s+'([^']*)'`, "i").exec(filter)?.[1];
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return time;
  throw new ArmError(400, "BadRequest", `The filter's time '${text}' is not a date.`);
}

function placeOf(token: string | null): number {
  if (token === null) return Number.MAX_SAFE_INTEGER;
  const place = Number(Buffer.from(token, "base64url").toString());
  if (Number.isInteger(place)) return place;
  throw new ArmError(400, "InvalidSkipToken", `The skip token '${token}' is invalid.`);
}

/** A change as Azure Monitor's activity log records it. */
function event({ kernel, params }: ArmRequest, effect: PastEffect): object {
  const { resourceId, kind, principal, requestId, at, number } = effect;
  const type = typeOf(resourceId);
  const action = `${type}/${ACTIONS[kind] ?? `${kind}/action`}`;
  const time = new Date(at).toISOString();
  return {
    id: `${resourceId}/events/${requestId}/ticks/${at}${number}`,
    authorization: { action, scope: resourceId },
    caller: USERS.find(({ objectId }) => objectId === principal)?.username ?? principal,
    channels: "Operation",
    claims: {
      "http://schemas.microsoft.com/identity/claims/objectidentifier": principal,
    },
    correlationId: requestId,
    operationId: requestId,
    eventDataId: requestId,
    eventName: localized("EndRequest"),
    category: localized("Administrative"),
    level: "Informational",
    resourceId,
    resourceGroupName: /\/resourcegroups\/([^/]+)/i.exec(resourceId)?.[1] ?? "",
    resourceProviderName: localized(type.split("/")[0] ?? ""),
    resourceType: localized(type),
    operationName: localized(action),
    status: localized("Accepted"),
    subStatus: localized(""),
    eventTimestamp: time,
    submissionTimestamp: time,
    subscriptionId: params.subscriptionId,
    tenantId: kernel.tenantId,
  };
}

const ACTIONS: Readonly<Record<string, string>> = {
  put: "write",
  patch: "write",
  delete: "delete",
};

function localized(value: string): object {
  return { value, localizedValue: value };
}

/** The type of a resource by its id: every second part behind the last `providers`. */
function typeOf(id: string): string {
  const [, rest] = /.*\/providers\/(.+)$/i.exec(id) ?? [];
  if (rest === undefined) return "Microsoft.Resources/subscriptions/resourceGroups";
  const [namespace, ...parts] = rest.split("/");
  return [namespace, ...parts.filter((_, place) => place % 2 === 0)].join("/");
}

export const ACTIVITY_LOG_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/subscriptions/{subscriptionId}/providers/Microsoft.Insights/eventtypes/management/values",
    versions: ["2015-04-01"],
    action: "Microsoft.Insights/eventtypes/values/read",
    handler: list,
  },
];
