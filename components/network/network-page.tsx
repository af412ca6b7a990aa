import type { Route } from "next";
import { Suspense } from "react";
import type { Person } from "@/lib/access/model";
import { CLOUDS, CLUSTER_TYPES } from "@/lib/network/catalog";
import { type NetworkFilter, networkFilterOf, VIEWS, type View } from "@/lib/network/filter";
import { endpointsOf, regionsOf } from "@/lib/network/model";
import { withParams } from "../live/query-string";
import { Breadcrumb, PageHeader } from "../ui/page";
import { Status } from "../ui/status";
import { TabLinks } from "../ui/tabs";
import { Choice } from "./choice";
import { ClusterCheck } from "./cluster-check";
import { PortalCheck } from "./portal-check";
import { PrivateLink } from "./private-link";
import { Requirements } from "./requirements";

/** What clusters must be able to reach, and whether they can. */
export function NetworkPageBody({ person, params }: { person: Person; params: URLSearchParams }) {
  const filter = networkFilterOf(params);
  return (
    <>
      <Breadcrumb
        crumbs={[
          { label: "Defender for Cloud", href: "/recommendations" },
          { label: "Network requirements" },
        ]}
      />
      <PageHeader title="Network requirements">
        What the Defender sensor and what it depends on connect to, from the cluster outwards
      </PageHeader>
      <div className="mb-3 flex flex-wrap gap-x-6 gap-y-2">
        <Choice name="cloud" label="Cloud" choices={CLOUDS} chosen={filter.cloud} params={params} />
        <Choice
          name="type"
          label="Cluster type"
          choices={CLUSTER_TYPES}
          chosen={filter.type}
          params={params}
        />
      </div>
      <TabLinks
        label="Views"
        tabs={(Object.keys(VIEWS) as View[]).map((view) => ({
          label: VIEWS[view],
          href: withParams(params, { view }) as Route,
          current: view === filter.view,
        }))}
      />
      <Suspense fallback={<Status tone="busy">Reading…</Status>}>
        <Shown person={person} filter={filter} params={params} />
      </Suspense>
    </>
  );
}

function Shown({
  person,
  filter,
  params,
}: {
  person: Person;
  filter: NetworkFilter;
  params: URLSearchParams;
}) {
  if (filter.view === "cluster") {
    return <ClusterCheck person={person} filter={filter} params={params} />;
  }
  if (filter.view === "privateLink") {
    return <PrivateLink person={person} filter={filter} params={params} />;
  }
  if (filter.view === "portal") {
    return (
      <PortalCheck
        // Another cloud or type is another list: nothing of the last check belongs to it.
        key={`${filter.cloud} ${filter.type}`}
        cloud={filter.cloud}
        endpoints={endpointsOf(filter.cloud, filter.type)}
        regions={regionsOf(filter.cloud)}
      />
    );
  }
  return <Requirements filter={filter} params={params} />;
}
