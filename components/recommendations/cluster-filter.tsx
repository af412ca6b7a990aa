import type { Route } from "next";
import { withParams } from "../live/query-string";
import { FilterBar, FilterPill, SearchBox } from "../ui/filters";

type Options = readonly { value: string; label: string }[];

/** What the list is narrowed by; a reset takes all of it from the URL. */
const NARROWED_BY = ["search", "subscription", "region"];
const RESET = Object.fromEntries(NARROWED_BY.map((name) => [name, null]));

/** Narrows a list of clusters by name, subscription and region. */
export function ClusterFilterBar({
  choices,
  params,
}: {
  choices: { subscriptions: Options; regions: Options };
  params: URLSearchParams;
}) {
  const isNarrowed = NARROWED_BY.some((name) => params.get(name));
  return (
    <FilterBar reset={isNarrowed ? (withParams(params, RESET) as Route) : null}>
      <SearchBox params={params} label="Search clusters" />
      <FilterPill
        name="subscription"
        label="Subscription"
        options={choices.subscriptions}
        params={params}
      />
      <FilterPill name="region" label="Region" options={choices.regions} params={params} />
    </FilterBar>
  );
}
