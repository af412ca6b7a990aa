import type { Route } from "next";
import Link from "next/link";
import type { Person } from "@/lib/access/model";
import { EnvironmentFilter } from "@/lib/environments/filter";
import { subscriptionPage } from "@/lib/environments/queries";
import { withParams } from "../live/query-string";
import { counted } from "../ui/counted";
import { FilterBar, SearchBox } from "../ui/filters";
import { EmptyState, Status } from "../ui/status";
import { Pager, Table, Td, Th, Tr } from "../ui/table";

/** The subscriptions of which a page shows one: searched and paged by the database, however many there are. */
export async function ChooseSubscription({
  person,
  params,
}: {
  person: Person;
  params: URLSearchParams;
}) {
  const filter = EnvironmentFilter.safeParse({
    search: params.get("search") ?? undefined,
    after: params.get("after") ?? undefined,
  });
  const page = await subscriptionPage(person, filter.success ? filter.data : {});
  return (
    <>
      <p className="mt-4 mb-2">Choose the subscription to look at.</p>
      <FilterBar
        reset={params.has("search") ? (withParams(params, { search: null }) as Route) : null}
      >
        <SearchBox params={params} label="Search by name or ID" />
      </FilterBar>
      {page.total === 0 ? (
        <EmptyState title="There is no such subscription that you can see">
          Search for less, or ask for the role Reader on the subscription.
        </EmptyState>
      ) : (
        <Table label="Subscriptions">
          <thead>
            <tr>
              <Th>Name</Th>
              <Th>State</Th>
              <Th>Containers plan</Th>
              <Th className="text-right">Clusters</Th>
            </tr>
          </thead>
          <tbody>
            {page.rows.map((row) => (
              <Tr key={row.id}>
                <Td>
                  <Link
                    href={withParams(params, { search: null, subscription: row.id }) as Route}
                    prefetch={false}
                    className="wrap-any"
                  >
                    {row.name}
                  </Link>
                  <span className="block text-xs text-muted">{row.id}</span>
                </Td>
                <Td label="State">{row.state}</Td>
                <Td label="Containers plan">
                  <Status tone={row.planOn ? "good" : "none"}>
                    {row.planOn === null ? "Not available" : row.planOn ? "On" : "Off"}
                  </Status>
                </Td>
                <Td label="Clusters" className="text-right tabular-nums">
                  {row.clusters.toLocaleString("en")}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
      <Pager
        first={params.has("after") ? (withParams(params, {}) as Route) : null}
        previous={null}
        next={page.next ? (withParams(params, { after: page.next }) as Route) : null}
      >
        {counted(page.total, "subscription")}
      </Pager>
    </>
  );
}

/** Which subscription a page shows, with the way to another. */
export function ChosenSubscription({ name, params }: { name: string; params: URLSearchParams }) {
  return (
    <p className="mt-0 mb-4">
      Subscription <strong className="font-semibold wrap-any">{name}</strong>{" "}
      <Link
        href={withParams(params, { subscription: null, group: null, search: null }) as Route}
        prefetch={false}
      >
        Choose another
      </Link>
    </p>
  );
}
