import type { Route } from "next";
import type { Person } from "@/lib/access/model";
import { EnvironmentFilter, isNarrowed, PLAN_STATES } from "@/lib/environments/filter";
import {
  type EnvironmentCounts,
  environmentCounts,
  groups,
  subscriptionPage,
  subscriptionsIn,
} from "@/lib/environments/queries";
import { LearnMore } from "../help/learn-more";
import { withParams } from "../live/query-string";
import { RefreshOn } from "../live/refresh-on";
import { counted } from "../ui/counted";
import { FilterBar, FilterPill, SearchBox } from "../ui/filters";
import { Breadcrumb, CommandBar, PageHeader } from "../ui/page";
import { EmptyState } from "../ui/status";
import { Pager } from "../ui/table";
import { EnvironmentTable, EnvironmentTree, SubscriptionLine } from "./environment-table";
import { Freshness } from "./freshness";
import { RefreshButton } from "./refresh-button";

const STATES = ["Enabled", "Warned", "PastDue", "Disabled"].map((value) => ({
  value,
  label: value,
}));
const PLANS = Object.entries(PLAN_STATES).map(([value, label]) => ({ value, label }));

/** Environment settings: what there is to protect, as the company has arranged it. */
export async function EnvironmentList({
  person,
  params,
}: {
  person: Person;
  params: URLSearchParams;
}) {
  const filter = filterOf(params);
  const counts = await environmentCounts(person);
  return (
    <>
      <Breadcrumb
        crumbs={[
          { label: "Defender for Cloud", href: "/recommendations" },
          { label: "Environment settings" },
        ]}
      />
      <PageHeader title="Environment settings">
        Showing {counted(counts.subscriptions, "subscription")}
      </PageHeader>
      <CommandBar>
        <RefreshButton />
      </CommandBar>
      <LearnMore topic="environments" />
      <Counters counts={counts} />
      <FilterBar reset={isNarrowed(filter) ? "/environments" : null}>
        <SearchBox params={params} label="Search by name or ID" />
        <FilterPill name="plan" label="Containers plan" options={PLANS} params={params} />
        <FilterPill name="state" label="Subscription state" options={STATES} params={params} />
      </FilterBar>
      {isNarrowed(filter) ? (
        <Flat person={person} filter={filter} params={params} />
      ) : (
        <Tree person={person} params={params} />
      )}
      <Freshness />
      <RefreshOn topic="estate" />
    </>
  );
}

async function Tree({ person, params }: { person: Person; params: URLSearchParams }) {
  const all = await groups(person);
  const closed = new Set(params.getAll("closed"));
  const open = new Set(all.map((group) => group.id).filter((id) => !closed.has(id)));
  const subscriptions = await subscriptionsIn(person, [...open]);
  if (all.length === 0 && subscriptions.length === 0) {
    return (
      <EmptyState title="There is no subscription that you can see">
        Ask for the role Reader or Security Reader on a subscription, then press Refresh.
      </EmptyState>
    );
  }
  return <EnvironmentTree groups={all} subscriptions={subscriptions} params={params} open={open} />;
}

async function Flat({
  person,
  filter,
  params,
}: {
  person: Person;
  filter: EnvironmentFilter;
  params: URLSearchParams;
}) {
  const page = await subscriptionPage(person, filter);
  if (page.total === 0)
    return (
      <EmptyState title="No subscription matches">
        Take a filter away, or search for less.
      </EmptyState>
    );
  return (
    <>
      <EnvironmentTable>
        {page.rows.map((row) => (
          <SubscriptionLine key={row.id} row={row} depth={0} />
        ))}
      </EnvironmentTable>
      <Pager
        first={filter.after ? (withParams(params, {}) as Route) : null}
        previous={null}
        next={page.next ? (withParams(params, { after: page.next }) as Route) : null}
      >
        {page.total.toLocaleString("en")} match
      </Pager>
    </>
  );
}

function Counters({ counts }: { counts: EnvironmentCounts }) {
  const shown: [label: string, value: number][] = [
    ["Azure subscriptions", counts.subscriptions],
    ["Kubernetes clusters", counts.clusters],
    ["Clusters without the sensor", counts.unhealthy],
    ["Subscriptions without the plan", counts.planOff],
  ];
  return (
    <dl className="mb-4 grid grid-cols-2 gap-x-10 gap-y-2 sm:flex sm:flex-wrap">
      {shown.map(([label, value]) => (
        <div key={label} className="flex flex-col-reverse">
          <dt className="text-xs text-muted">{label}</dt>
          <dd className="m-0 text-2xl leading-8 font-semibold tabular-nums">
            {value.toLocaleString("en")}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function filterOf(params: URLSearchParams): EnvironmentFilter {
  const list = (name: string) => (params.has(name) ? params.getAll(name) : undefined);
  const parsed = EnvironmentFilter.safeParse({
    search: params.get("search") ?? undefined,
    plan: list("plan"),
    state: list("state"),
    after: params.get("after") ?? undefined,
  });
  return parsed.success ? parsed.data : {};
}
