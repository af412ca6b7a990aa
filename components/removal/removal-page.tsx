import type { Route } from "next";
import type { Person } from "@/lib/access/model";
import type { ListFilter } from "@/lib/recommendations/filter";
import { listQueryOf } from "@/lib/recommendations/live";
import { facets } from "@/lib/recommendations/queries";
import { REMOVABLE_IDS, type RemovableId, removal } from "@/lib/remediations/catalog-removal";
import { carrierCounts, carrierPage } from "@/lib/remediations/queries";
import { LearnMore } from "../help/learn-more";
import { withParams } from "../live/query-string";
import { RefreshOn } from "../live/refresh-on";
import { ClusterFilterBar } from "../recommendations/cluster-filter";
import { FixSelection } from "../recommendations/fix-selection";
import { counted } from "../ui/counted";
import { Breadcrumb, PageHeader } from "../ui/page";
import { EmptyState } from "../ui/status";
import { Pager } from "../ui/table";
import { TabLinks } from "../ui/tabs";
import { CarrierTable } from "./carrier-table";

/** The clusters that a component is on, and its removal from those that are selected. */
export async function RemovalPageBody({
  person,
  params,
}: {
  person: Person;
  params: URLSearchParams;
}) {
  const asked = params.get("component") ?? "";
  const id = REMOVABLE_IDS.find((one) => one === asked) ?? REMOVABLE_IDS[0];
  const { filter } = listQueryOf(params);
  const [counts, choices] = await Promise.all([carrierCounts(person, filter), facets(person, id)]);
  return (
    <>
      <Breadcrumb
        crumbs={[
          { label: "Defender for Cloud", href: "/recommendations" },
          { label: "Remove components" },
        ]}
      />
      <PageHeader title="Remove components">
        Turning a component or the plan off removes nothing from clusters. Here it is removed, and
        kept from coming back.
      </PageHeader>
      <LearnMore topic="removal" />
      <ClusterFilterBar choices={choices} params={params} />
      <TabLinks
        label="Components"
        tabs={REMOVABLE_IDS.map((one) => ({
          label: removal(one).label,
          count: counts[one],
          current: one === id,
          href: withParams(params, { component: one }) as Route,
        }))}
      />
      <Carriers person={person} id={id} filter={filter} total={counts[id]} params={params} />
      <RefreshOn topic="estate" />
    </>
  );
}

async function Carriers({
  person,
  id,
  filter,
  total,
  params,
}: {
  person: Person;
  id: RemovableId;
  filter: ListFilter;
  total: number;
  params: URLSearchParams;
}) {
  const page = await carrierPage(person, id, filter, params.get("after"));
  if (page.rows.length === 0) {
    const narrowed = Object.keys(filter).length > 0;
    return (
      <EmptyState title={narrowed ? "No cluster matches" : "It is on no cluster"}>
        {narrowed
          ? "Take a filter away, or search for less."
          : `There is nothing to remove: ${removal(id).noun} is on none of the clusters that you can see.`}
      </EmptyState>
    );
  }
  return (
    <>
      <FixSelection
        recommendationId={id}
        acts={["remove"]}
        filter={filter}
        total={total}
        rows={page.rows.map((row) => ({ id: row.id, name: row.name }))}
      >
        <CarrierTable rows={page.rows} />
      </FixSelection>
      <Pager
        first={params.has("after") ? (withParams(params, {}) as Route) : null}
        previous={null}
        next={page.next ? (withParams(params, { after: page.next }) as Route) : null}
      >
        {counted(total, "cluster")}
      </Pager>
    </>
  );
}
