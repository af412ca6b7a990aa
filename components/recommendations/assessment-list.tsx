import type { Route } from "next";
import type { Person } from "@/lib/access/model";
import { REASONS, type RecommendationId } from "@/lib/recommendations/catalog";
import { actsOf } from "@/lib/recommendations/catalog-acts";
import type { Sort } from "@/lib/recommendations/filter";
import {
  type AssessmentQuery,
  type AssessmentRow,
  assessmentPage,
} from "@/lib/recommendations/queries";
import { withParams } from "../live/query-string";
import { counted } from "../ui/counted";
import { EmptyState } from "../ui/status";
import { Pager, SortTh, Table, Td, Th, Tr } from "../ui/table";
import { Time } from "../ui/time";
import { ClusterLinks, isConnector } from "../verify/cluster-links";
import { ClusterState } from "./cluster-state";
import { FixSelection, SelectAllOnPage, SelectRow } from "./fix-selection";

const EMPTY = {
  unhealthy: [
    "No unhealthy cluster",
    "Every cluster that this recommendation applies to meets it.",
  ],
  healthy: ["No healthy cluster yet", "Fix unhealthy clusters, and they appear here."],
  notApplicable: ["The recommendation applies to every cluster", "Nothing is left out."],
} as const;

/** One tab's page of clusters. Unhealthy ones can be selected and fixed. */
export async function AssessmentList({
  person,
  id,
  query,
  total,
  params,
}: {
  person: Person;
  id: RecommendationId;
  query: AssessmentQuery;
  total: number;
  params: URLSearchParams;
}) {
  const page = await assessmentPage(person, id, query);
  if (page.rows.length === 0) {
    const [title, text] =
      Object.keys(query.filter).length > 0
        ? ["No cluster matches", "Take a filter away, or search for less."]
        : EMPTY[query.status];
    return <EmptyState title={title}>{text}</EmptyState>;
  }
  const acts = actsOf(id, query.status);
  const fixable = acts.length > 0;
  const list = <Rows rows={page.rows} query={query} params={params} fixable={fixable} />;
  return (
    <>
      {fixable ? (
        <FixSelection
          recommendationId={id}
          acts={acts}
          filter={query.filter}
          total={total}
          rows={page.rows.map((row) => ({ id: row.id, name: row.name }))}
        >
          {list}
        </FixSelection>
      ) : (
        list
      )}
      <Pager
        first={query.cursor ? (withParams(params, {}) as Route) : null}
        previous={page.previous ? (withParams(params, { before: page.previous }) as Route) : null}
        next={page.next ? (withParams(params, { after: page.next }) as Route) : null}
        last={page.next ? (withParams(params, { before: LAST }) as Route) : null}
      >
        {counted(total, "cluster")}
      </Pager>
    </>
  );
}

/** A cursor that is none: read backwards from it, the list gives its last page. */
const LAST = "end";

function Rows({
  rows,
  query,
  params,
  fixable,
}: {
  rows: AssessmentRow[];
  query: AssessmentQuery;
  params: URLSearchParams;
  fixable: boolean;
}) {
  const head = (label: string, sort: Sort) => {
    const sorted = query.sort === sort;
    const order = sorted && !query.descending ? "desc" : "asc";
    return (
      <SortTh
        label={label}
        href={withParams(params, { sort, order }) as Route}
        sorted={sorted ? (query.descending ? "descending" : "ascending") : "none"}
      />
    );
  };
  return (
    <Table label="Clusters">
      <thead>
        <tr>
          {fixable && (
            <Th>
              <SelectAllOnPage />
            </Th>
          )}
          {head("Cluster", "name")}
          <Th className="w-[17%]">Subscription</Th>
          <Th className="w-[22%]">Resource group</Th>
          {head("Region", "region")}
          <Th>State</Th>
          {query.status === "notApplicable" && <Th>Why it does not apply</Th>}
          {head("Since", "changed")}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Tr key={row.id}>
            {fixable && (
              <Td>
                <SelectRow id={row.id} name={row.name} />
              </Td>
            )}
            <Td className="wrap-any">
              <strong className="font-semibold">{row.name}</strong>
              <ClusterLinks id={row.connectedId ?? row.clusterId} name={row.name}>
                {isConnector(row.clusterId)
                  ? "Connector"
                  : `Kubernetes ${row.version || "of unknown version"}`}
              </ClusterLinks>
            </Td>
            <Td label="Subscription" className="wrap-any">
              {row.subscription}
            </Td>
            <Td label="Resource group" className="wrap-any">
              {row.resourceGroup}
            </Td>
            <Td label="Region">{row.region}</Td>
            <Td label="State">
              <ClusterState row={row} />
            </Td>
            {query.status === "notApplicable" && (
              <Td label="Why">
                {row.reason && REASONS[row.reason]}
                {tagOf(row) && (
                  <span className="block text-xs text-muted">
                    Tag <code>{tagOf(row)}</code>
                  </span>
                )}
              </Td>
            )}
            <Td label="Since" className="whitespace-nowrap">
              <Time at={row.changedAt} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

/** The tag, or label, by which the recommendation does not apply. */
function tagOf({ reason, excludedBy, agentlessExcludedBy }: AssessmentRow): string | null {
  if (reason === "excluded") return excludedBy;
  return reason === "agentlessExcluded" ? agentlessExcludedBy : null;
}
