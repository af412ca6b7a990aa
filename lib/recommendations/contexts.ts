import type { ClusterFacts } from "../cloud/cloud.ts";
import { choiceOf } from "../connectors/document.ts";
import { factsOfConnector, rightsFound } from "../connectors/rows.ts";
import { join, sql, type Tx } from "../db/client.ts";
import { CONTAINERS } from "../plans/catalog.ts";
import type { ConnectorContext } from "./catalog-spec.ts";
import type { ResourceContext, SubscriptionContext } from "./model.ts";

const UNKNOWN: SubscriptionContext = { planOn: false, state: "Enabled" };
const NOTHING: ReadonlySet<string> = new Set();

/** What is judged, as far as its surroundings are found by it. */
type Judged = Pick<ClusterFacts, "id" | "subscriptionId" | "connectorId">;

/** Answers for each of the resources what stands around it. */
export async function contextsOf(
  tx: Tx,
  resources: readonly Judged[],
): Promise<(resource: Judged) => ResourceContext> {
  const subscriptions = await subscriptionsOf(
    tx,
    distinct(resources, (r) => r.subscriptionId),
  );
  const connectors = await connectorsOf(
    tx,
    distinct(resources, (r) => r.connectorId ?? ""),
  );
  const exempt = await exemptionsOf(
    tx,
    resources.map(({ id }) => id),
  );
  return ({ id, subscriptionId, connectorId }) => ({
    ...(subscriptions.get(subscriptionId) ?? UNKNOWN),
    exemptFrom: exempt.get(id) ?? NOTHING,
    connector: connectors.get(connectorId ?? "") ?? null,
  });
}

async function subscriptionsOf(tx: Tx, ids: string[]): Promise<Map<string, SubscriptionContext>> {
  const rows = await tx.$queryRaw<{ id: string; state: string; planOn: boolean }[]>(sql`
    SELECT s.id, s.state, COALESCE(p.tier = 'Standard', false) AS "planOn"
      FROM subscription s LEFT JOIN plan p ON p.subscription_id = s.id AND p.name = ${CONTAINERS}
     WHERE s.id IN (${join(ids)})`);
  return new Map(rows.map(({ id, state, planOn }) => [id, { state, planOn }]));
}

async function connectorsOf(tx: Tx, ids: string[]): Promise<Map<string, ConnectorContext>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.connector.findMany({ where: { id: { in: ids } } });
  return new Map(
    rows.map((row) => {
      const { containers, components } = choiceOf(factsOfConnector(row));
      const context = {
        containers,
        auditLogs: components.auditLogs,
        apiAccess: components.agentlessDiscovery,
        rightsFound: rightsFound(row.access),
      };
      return [row.id, context];
    }),
  );
}

async function exemptionsOf(tx: Tx, ids: string[]): Promise<Map<string, Set<string>>> {
  const rows = await tx.exemption.findMany({ where: { clusterId: { in: ids } } });
  const found = new Map<string, Set<string>>();
  for (const { clusterId, assessmentKey } of rows) {
    found.set(clusterId, (found.get(clusterId) ?? new Set()).add(assessmentKey));
  }
  return found;
}

function distinct(resources: readonly Judged[], of: (one: Judged) => string): string[] {
  return [...new Set(resources.map(of))].filter(Boolean);
}
