import type { Route } from "next";
import type { Person } from "@/lib/access/model";
import type { ConnectorFilter } from "@/lib/connectors/filter";
import { connectorPage } from "@/lib/connectors/queries";
import { asksFor, type EnvironmentFilter } from "@/lib/environments/filter";
import { subscriptionPage } from "@/lib/environments/queries";
import { ConnectorLine } from "../connectors/connector-line";
import { withParams } from "../live/query-string";
import { EmptyState } from "../ui/status";
import { Pager } from "../ui/table";
import { EnvironmentTable, SubscriptionLine } from "./environment-table";

const NONE = { rows: [], total: 0, next: null };

/** What matches a filter, flat: subscriptions and connectors, each with pages of their own. */
export async function FoundEnvironments({
  person,
  filter,
  connectors,
  params,
}: {
  person: Person;
  filter: EnvironmentFilter;
  connectors: ConnectorFilter;
  params: URLSearchParams;
}) {
  const [subscriptions, found] = await Promise.all([
    // Connectivity is asked of connectors alone, the state of a subscription of subscriptions alone.
    asksFor(filter, "azure") && !connectors.health?.length
      ? subscriptionPage(person, filter)
      : NONE,
    asksForConnectors(filter) ? connectorPage(person, connectors) : NONE,
  ]);
  // Of two lists that are paged together the shorter one ends first; its cursor is then gone.
  const later = Boolean(filter.after || connectors.after);
  const shown = {
    subscriptions: later && !filter.after ? NONE : subscriptions,
    connectors: later && !connectors.after ? NONE : found,
  };
  const total = subscriptions.total + found.total;
  if (total === 0)
    return (
      <EmptyState title="No environment matches">
        Take a filter away, or search for less.
      </EmptyState>
    );
  const next = {
    afterConnector: shown.connectors.next,
    after: shown.subscriptions.next,
  };
  return (
    <>
      <EnvironmentTable>
        {shown.subscriptions.rows.map((row) => (
          <SubscriptionLine key={row.id} row={row} depth={0} />
        ))}
        {shown.connectors.rows.map((row) => (
          <ConnectorLine key={row.id} row={row} />
        ))}
      </EnvironmentTable>
      <Pager
        first={later ? (withParams(params, { afterConnector: null }) as Route) : null}
        previous={null}
        next={next.after || next.afterConnector ? (withParams(params, next) as Route) : null}
      >
        {total.toLocaleString("en")} match
      </Pager>
    </>
  );
}

function asksForConnectors(filter: EnvironmentFilter): boolean {
  return (asksFor(filter, "aws") || asksFor(filter, "gcp")) && !filter.state?.length;
}
