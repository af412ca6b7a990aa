import { z } from "zod";
import type { ActivityFacts } from "../cloud.ts";
import type { Arm } from "./arm.ts";
import { API } from "./versions.ts";

const PATH = "/subscriptions/{s}/providers/Microsoft.Insights/eventtypes/management/values";
const OBJECT_ID = "http://schemas.microsoft.com/identity/claims/objectidentifier";

const Event = z.object({
  eventTimestamp: z.string(),
  caller: z.string().nullish(),
  correlationId: z.string().nullish(),
  claims: z.record(z.string(), z.string()).nullish(),
  operationName: z.looseObject({ value: z.string().nullish() }).nullish(),
});

/** Who has changed a resource since then, by Azure Monitor's activity log, the latest first. It lags by minutes. */
export async function activityOf(
  arm: Arm,
  resourceId: string,
  since: Date,
): Promise<ActivityFacts[]> {
  const [, subscriptionId = ""] = /^\/subscriptions\/([^/]+)/i.exec(resourceId) ?? [];
  const events = await arm.all({
    path: PATH,
    values: [subscriptionId],
    apiVersion: API.activityLog,
    query: {
      $filter: `eventTimestamp ge '${since.toISOString()}' and resourceUri eq '${resourceId.replaceAll("'", "''")}'`,
    },
  });
  return events.map((row) => factsOf(Event.parse(row))).sort((a, b) => b.at.localeCompare(a.at));
}

function factsOf({
  eventTimestamp,
  caller,
  correlationId,
  claims,
  operationName,
}: z.infer<typeof Event>): ActivityFacts {
  return {
    at: eventTimestamp,
    caller: caller ?? "",
    principalId: claims?.[OBJECT_ID] ?? "",
    operation: operationName?.value ?? "",
    correlationId: correlationId ?? "",
  };
}
