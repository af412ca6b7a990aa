import type { Route } from "next";
import Link from "next/link";
import type { Person } from "@/lib/access/model";
import { CLUSTER_TYPES } from "@/lib/network/catalog";
import type { NetworkFilter } from "@/lib/network/filter";
import { regionsOf } from "@/lib/network/model";
import { clustersNamed, type NetworkCluster, visibleCluster } from "@/lib/network/queries";
import { withParams } from "../live/query-string";
import { SearchBox } from "../ui/filters";
import { EmptyState, MessageBar } from "../ui/status";
import { Table, Td, Th, Tr } from "../ui/table";

/** The cluster that the URL names, or null when it names none that the person can see. */
export async function chosenCluster(
  person: Person,
  { cluster }: NetworkFilter,
): Promise<NetworkCluster | null> {
  return cluster === null ? null : visibleCluster(person, cluster);
}

/** Chooses a cluster by a search; the choice is a state of the URL. */
export async function ClusterPicker({
  person,
  filter,
  params,
}: {
  person: Person;
  filter: NetworkFilter;
  params: URLSearchParams;
}) {
  const found = await clustersNamed(person, filter.search, filter.type);
  return (
    <>
      {filter.cluster !== null && (
        <MessageBar kind="warning">There is no such cluster, or you can't see it.</MessageBar>
      )}
      <div className="mb-3">
        <SearchBox params={params} label="Search clusters by name" />
      </div>
      {found.length === 0 ? (
        <EmptyState title="No cluster matches">Search for less of its name.</EmptyState>
      ) : (
        <Table label="Clusters to choose from">
          <thead>
            <tr>
              <Th>Cluster</Th>
              <Th>Type</Th>
              <Th>Subscription</Th>
              <Th>Resource group</Th>
              <Th>Region</Th>
            </tr>
          </thead>
          <tbody>
            {found.map((row) => (
              <Tr key={row.id}>
                <Td className="wrap-any">
                  <Link href={hrefOf(row, filter, params)} prefetch={false} scroll={false}>
                    {row.name}
                  </Link>
                </Td>
                <Td label="Type">{typeName(row)}</Td>
                <Td label="Subscription" className="wrap-any">
                  {row.subscription}
                </Td>
                <Td label="Resource group" className="wrap-any">
                  {row.resourceGroup}
                </Td>
                <Td label="Region">{row.region}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </>
  );
}

/** Which cluster is looked at, and the way to another. */
export function ChosenCluster({
  cluster,
  filter,
  params,
}: {
  cluster: NetworkCluster;
  filter: NetworkFilter;
  params: URLSearchParams;
}) {
  return (
    <p className="mt-0 mb-3">
      <strong className="font-semibold wrap-any">{cluster.name}</strong> ({typeName(cluster)},{" "}
      {cluster.region}, {cluster.subscription}).{" "}
      <Link
        href={withParams(params, { cluster: null, view: filter.view }) as Route}
        prefetch={false}
        scroll={false}
      >
        Choose another cluster
      </Link>
    </p>
  );
}

/** A cluster brings its type and its region along. */
function hrefOf(row: NetworkCluster, filter: NetworkFilter, params: URLSearchParams): Route {
  return withParams(params, {
    cluster: row.id,
    search: null,
    ...(Object.hasOwn(CLUSTER_TYPES, row.kind) && { type: row.kind }),
    ...(regionsOf(filter.cloud).includes(row.region) && { region: row.region }),
  }) as Route;
}

function typeName({ kind }: NetworkCluster): string {
  return (CLUSTER_TYPES as Readonly<Record<string, string>>)[kind] ?? kind;
}
