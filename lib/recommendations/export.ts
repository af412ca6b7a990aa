import type { Person } from "../access/model.ts";
import { csvLine } from "../db/csv.ts";
import { REASONS, type RecommendationId, STATUSES } from "./catalog.ts";
import { type AssessmentQuery, assessmentPage } from "./queries.ts";

const HEAD = [
  "Cluster",
  "Resource id",
  "Subscription",
  "Subscription id",
  "Resource group",
  "Region",
  "Kubernetes version",
  "Status",
  "Reason",
  "Since",
];

/** The list as it is shown, all of its pages, as lines of CSV. */
export async function* assessmentLines(
  person: Person,
  id: RecommendationId,
  query: AssessmentQuery,
): AsyncGenerator<string> {
  yield csvLine(HEAD);
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof assessmentPage>> = await assessmentPage(
      person,
      id,
      { ...query, cursor, backward: false },
      EXPORT_PAGE,
    );
    yield page.rows
      .map((row) =>
        csvLine([
          row.name,
          row.clusterId,
          row.subscription,
          row.subscriptionId,
          row.resourceGroup,
          row.region,
          row.version,
          STATUSES[row.status],
          row.reason && REASONS[row.reason],
          row.changedAt,
        ]),
      )
      .join("");
    cursor = page.next;
  } while (cursor);
}

/** Rows that are read at a time: large enough to be quick, small enough not to be noticed. */
const EXPORT_PAGE = 2_000;
