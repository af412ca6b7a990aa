import type { Person } from "@/lib/access/model";
import { ConnectorFilter } from "@/lib/connectors/filter";
import { type ConnectorCounts, connectorCounts } from "@/lib/connectors/queries";
import { HEALTH } from "@/lib/connectors/states";
import {
  ENVIRONMENTS,
  EnvironmentFilter,
  isNarrowed,
  PLAN_STATES,
} from "@/lib/environments/filter";
import { type EnvironmentCounts, environmentCounts } from "@/lib/environments/queries";
import { LearnMore } from "../help/learn-more";
import { RefreshOn } from "../live/refresh-on";
import { AddEnvironment } from "../onboarding/add-environment";
import { counted } from "../ui/counted";
import { FilterBar, FilterPill, SearchBox } from "../ui/filters";
import { Breadcrumb, CommandBar, PageHeader } from "../ui/page";
import { AllEnvironments } from "./all-environments";
import { FoundEnvironments } from "./found-environments";
import { Freshness } from "./freshness";
import { RefreshButton } from "./refresh-button";

const STATES = ["Enabled", "Warned", "PastDue", "Disabled"].map((value) => ({
  value,
  label: value,
}));
const PLANS = Object.entries(PLAN_STATES).map(([value, label]) => ({ value, label }));
const PLACES = Object.entries(ENVIRONMENTS).map(([value, label]) => ({ value, label }));
const HEALTHS = Object.entries(HEALTH).map(([value, { label }]) => ({ value, label }));

/** Environment settings: what there is to protect, as the company has arranged it. */
export async function EnvironmentList({
  person,
  params,
}: {
  person: Person;
  params: URLSearchParams;
}) {
  const filter = filterOf(params);
  const connectors = connectorFilterOf(params);
  const narrowed = isNarrowed(filter) || Boolean(connectors.health?.length);
  const [counts, foreign] = await Promise.all([environmentCounts(person), connectorCounts(person)]);
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
        {foreign.aws + foreign.gcp > 0 && ` and ${counted(foreign.aws + foreign.gcp, "connector")}`}
      </PageHeader>
      <CommandBar>
        <AddEnvironment />
        <RefreshButton />
      </CommandBar>
      <LearnMore topic="environments" />
      <Counters counts={counts} foreign={foreign} />
      <FilterBar reset={narrowed ? "/environments" : null}>
        <SearchBox params={params} label="Search by name or ID" />
        <FilterPill name="environment" label="Environments" options={PLACES} params={params} />
        <FilterPill name="plan" label="Containers plan" options={PLANS} params={params} />
        <FilterPill name="state" label="Subscription state" options={STATES} params={params} />
        <FilterPill name="health" label="Connectivity status" options={HEALTHS} params={params} />
      </FilterBar>
      {narrowed ? (
        <FoundEnvironments
          person={person}
          filter={filter}
          connectors={connectors}
          params={params}
        />
      ) : (
        <AllEnvironments person={person} params={params} />
      )}
      <Freshness />
      <RefreshOn topic="estate" />
    </>
  );
}

function Counters({ counts, foreign }: { counts: EnvironmentCounts; foreign: ConnectorCounts }) {
  const shown: [label: string, value: number][] = [
    ["Azure subscriptions", counts.subscriptions],
    ["AWS accounts", foreign.aws],
    ["GCP projects", foreign.gcp],
    ["Kubernetes clusters", counts.clusters + foreign.clusters],
    ["Clusters without the sensor", counts.unhealthy],
    ["Subscriptions without the plan", counts.planOff],
    ["Connectors in trouble", foreign.trouble],
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
    environment: list("environment"),
    after: params.get("after") ?? undefined,
  });
  return parsed.success ? parsed.data : {};
}

/** The same choice for connectors, as far as it concerns them. */
function connectorFilterOf(params: URLSearchParams): ConnectorFilter {
  const list = (name: string, known: readonly string[]) => {
    const chosen = params.getAll(name).filter((one) => known.includes(one));
    return chosen.length > 0 ? chosen : undefined;
  };
  const parsed = ConnectorFilter.safeParse({
    search: params.get("search") ?? undefined,
    cloud: list("environment", ["aws", "gcp"]),
    plan: list("plan", ["on", "off"]),
    health: list("health", Object.keys(HEALTH)),
    after: params.get("afterConnector") ?? undefined,
  });
  return parsed.success ? parsed.data : {};
}
