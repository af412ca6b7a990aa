import type { Route } from "next";
import Link from "next/link";
import { Suspense } from "react";
import type { Person } from "@/lib/access/model";
import {
  connectedClusters,
  connectedFilterOf,
  connectedSubscriptions,
} from "@/lib/inventory/queries";
import { CONNECTIVITY } from "@/lib/inventory/states";
import { LearnMore } from "../help/learn-more";
import { withParams } from "../live/query-string";
import { RefreshOn } from "../live/refresh-on";
import { counted } from "../ui/counted";
import { FilterBar, FilterPill, SearchBox } from "../ui/filters";
import { Breadcrumb, PageHeader } from "../ui/page";
import { EmptyState, Status, Tag } from "../ui/status";
import { Pager } from "../ui/table";
import { ConnectedTable } from "./connected-table";

/** The Kubernetes clusters that are connected through Azure Arc, with what is installed on each. */
export async function ConnectedClusters({
  person,
  params,
}: {
  person: Person;
  params: URLSearchParams;
}) {
  const subscriptions = await connectedSubscriptions(person);
  const narrowed = ["search", "subscription", "connectivity"].some((name) => params.get(name));
  return (
    <>
      <Breadcrumb
        crumbs={[
          { label: "Defender for Cloud", href: "/recommendations" },
          { label: "Azure Arc clusters" },
        ]}
      />
      <PageHeader title="Azure Arc clusters">
        Kubernetes clusters anywhere that are connected to Azure. Protecting them is a{" "}
        <Tag>Preview</Tag> of Microsoft's: self-service, opt-in, without a service-level agreement.
      </PageHeader>
      <LearnMore topic="arc" />
      <FilterBar
        reset={
          narrowed
            ? (withParams(params, {
                search: null,
                subscription: null,
                connectivity: null,
              }) as Route)
            : null
        }
      >
        <SearchBox params={params} label="Search clusters" />
        <FilterPill
          name="subscription"
          label="Subscription"
          options={subscriptions}
          params={params}
        />
        <FilterPill
          name="connectivity"
          label="Connectivity"
          options={Object.keys(CONNECTIVITY).map((value) => ({ value, label: value }))}
          params={params}
        />
      </FilterBar>
      <Suspense fallback={<Status tone="busy">Reading clusters…</Status>}>
        <Page person={person} params={params} narrowed={narrowed} />
      </Suspense>
      <RefreshOn topic="estate" />
    </>
  );
}

async function Page({
  person,
  params,
  narrowed,
}: {
  person: Person;
  params: URLSearchParams;
  narrowed: boolean;
}) {
  const { rows, total, next } = await connectedClusters(person, connectedFilterOf(params));
  if (rows.length === 0) {
    return (
      <EmptyState title={narrowed ? "No cluster matches" : "No cluster is connected"}>
        {narrowed ? (
          "Take a filter away, or search for less."
        ) : (
          <>
            Connect a cluster with <code>az connectedk8s connect</code>; it appears here after the
            next discovery. <Link href="/network">See what it must be able to reach.</Link>
          </>
        )}
      </EmptyState>
    );
  }
  return (
    <>
      <ConnectedTable rows={rows} />
      <Pager
        first={params.has("after") ? (withParams(params, {}) as Route) : null}
        previous={null}
        next={next ? (withParams(params, { after: next }) as Route) : null}
      >
        {counted(total, "cluster")}
      </Pager>
    </>
  );
}
