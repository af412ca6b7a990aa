import { z } from "zod";
import type { Arm } from "./arm.ts";
import type { Kql } from "./kql.ts";
import { API } from "./versions.ts";

/** What Resource Graph gives at most in one page. */
const PAGE = 1_000;

/** What of the table policyresources is meant besides what lies in subscriptions. */
type AuthorizationScope = "AtScopeAboveAndBelow";

const GraphAnswer = z.object({
  data: z.array(z.record(z.string(), z.unknown())),
  $skipToken: z.string().nullish(),
});

/** Runs a Resource Graph query and yields its rows, a page at a time. Order by a unique column when paging. */
export async function* graph(
  arm: Arm,
  query: Kql,
  authorizationScopeFilter?: AuthorizationScope,
): AsyncGenerator<Record<string, unknown>[]> {
  let skipToken: string | null | undefined;
  do {
    const answer = await arm.post({
      path: "/providers/Microsoft.ResourceGraph/resources",
      apiVersion: API.resourceGraph,
      body: {
        query,
        options: {
          resultFormat: "objectArray",
          $top: PAGE,
          ...(authorizationScopeFilter ? { authorizationScopeFilter } : {}),
          ...(skipToken ? { $skipToken: skipToken } : {}),
        },
      },
    });
    const page = GraphAnswer.parse(answer.body);
    yield page.data;
    skipToken = page.$skipToken;
  } while (skipToken);
}

/** All rows of a query that is known to be short. */
export async function graphRows(arm: Arm, query: Kql): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for await (const page of graph(arm, query)) rows.push(...page);
  return rows;
}
