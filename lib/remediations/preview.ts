import { lacks, type Person } from "../access/model.ts";
import { rightsOf } from "../access/rights.ts";
import { visibleTo } from "../access/scope.ts";
import type { Change } from "../cloud/cloud.ts";
import { CloudFault, type FaultRecord } from "../cloud/faults.ts";
import { db, sql } from "../db/client.ts";
import { type RecommendationId, recommendation } from "../recommendations/catalog.ts";
import { Refusal } from "../result.ts";
import type { ClusterPlace } from "../workspaces/choose.ts";
import { askedOf } from "./asked.ts";
import { fixOf, needsWorkspace, permissionOf, type Verb } from "./catalog.ts";
import { isRemovable } from "./catalog-removal.ts";
import { clusterCloud } from "./cluster-cloud.ts";
import type { FixPreview, FixRequest, Options } from "./model.ts";
import { abridged, removalPlan } from "./removal-plan.ts";
import { selected } from "./selected.ts";
import { permittedPlaces, placesIn } from "./start.ts";
import { workspacesOf } from "./workspace.ts";

/** Clusters that are named in the panel; the rest is counted. */
const NAMED = 100;

/** What Fix would do: how many clusters, where, through which workspaces, and what the person lacks. */
export async function previewFix(request: FixRequest, person: Person): Promise<FixPreview> {
  const { recommendationId, verb = "fix", options = {} } = request;
  const permission = permissionOf(verb, recommendationId);
  const chosen = selected(request, person);
  const { grants } = await rightsOf(person);
  const [places, clusters, regions, [busy]] = await Promise.all([
    placesIn(chosen),
    db().$queryRaw<FixPreview["clusters"]>(sql`
      SELECT a.cluster_id AS id, a.cluster_name AS name, COALESCE(s.display_name, a.subscription_id) AS subscription, a.region
        FROM assessment a LEFT JOIN subscription s ON s.id = a.subscription_id
       WHERE ${chosen} ORDER BY a.cluster_name, a.id LIMIT ${NAMED}`),
    db().$queryRaw<(ClusterPlace & { clusters: number })[]>(sql`
      SELECT ${recommendation(recommendationId).kind} AS kind, a.subscription_id AS "subscriptionId",
             a.resource_group AS "resourceGroup", a.region, count(*)::int AS clusters
        FROM assessment a WHERE ${chosen} GROUP BY 2, 3, 4 ORDER BY 5 DESC`),
    db().$queryRaw<{ count: number }[]>(sql`
      SELECT count(*)::int AS count FROM assessment a WHERE ${chosen} AND EXISTS (SELECT 1 FROM task t
       WHERE t.assessment_id = a.id AND t.state IN ('queued', 'applying', 'waiting', 'verifying'))`),
  ]);
  const permitted = new Set(await permittedPlaces(places, grants, permission));
  const total = places.reduce((sum, place) => sum + place.count, 0);
  const allowed = places
    .filter((place) => permitted.has(place))
    .reduce((sum, place) => sum + place.count, 0);
  const removal =
    verb === "remove" && isRemovable(recommendationId)
      ? abridged(await removalPlan(recommendationId, chosen, person))
      : null;
  return {
    removal,
    does: doesOf(verb, recommendationId, options),
    as: actingAs(request, person),
    total,
    fixable: Math.max(0, allowed - (busy?.count ?? 0)),
    beingFixed: busy?.count ?? 0,
    clusters,
    subscriptions: await bySubscription(places, permitted, permission),
    workspaces: needsWorkspace(verb, recommendationId) ? await workspacesFor(regions, options) : [],
  };
}

/** The exact call for one cluster, read from Azure in the person's own name; or what Azure said instead. */
export async function previewCall(
  input: {
    recommendationId: RecommendationId;
    clusterId: string;
    verb?: Verb | undefined;
    options?: Options | undefined;
  },
  person: Person,
): Promise<{ change: Change } | { fault: FaultRecord }> {
  const { recommendationId, verb = "fix", options = {} } = input;
  const cluster = await visibleCluster(person, input.clusterId);
  if (!cluster) throw new Refusal("There is no such cluster.", "missing");
  const { connectorId } = cluster;
  const workspaceId = needsWorkspace(verb, recommendationId)
    ? (await workspacesOf([cluster], options))(cluster).id
    : undefined;
  try {
    const cloud = await clusterCloud(person, connectorId);
    const parts = workspaceId ? { ...options, workspaceId } : options;
    const wish = await askedOf(verb, recommendationId, parts, connectorId);
    return { change: await cloud.clusterChange(cluster.armId, wish) };
  } catch (error) {
    if (error instanceof CloudFault) return { fault: error.record() };
    throw error;
  }
}

/** What the verb does to a cluster, for the sentence "Fix …". */
function doesOf(verb: Verb, id: RecommendationId, { from = "sensor" }: Options): string {
  const tag = recommendation(id).kind === "gke" ? "label" : "tag";
  const outOf = {
    sensor: "automatic provisioning",
    agentless: "agentless discovery",
  }[from];
  const does: Record<Verb, () => string> = {
    fix: () => fixOf(id).does,
    remove: () => `takes ${fixOf(id).removes}`,
    move: () => "lets the sensor report to the chosen workspace",
    exclude: () => `sets the ${tag} that keeps the cluster out of ${outOf}`,
    include: () => `takes away the ${tag} that keeps the cluster out of ${outOf}`,
    withdraw: () => `deletes ${fixOf(id).removes}`,
  };
  return does[verb]();
}

/** In whose name the calls are made, as the panel says it. */
function actingAs({ recommendationId }: FixRequest, { username }: Person): string {
  const log = { eks: "CloudTrail", gke: "the project's audit log" } as Record<string, string>;
  const { kind } = recommendation(recommendationId);
  return log[kind]
    ? `with the connector's identity, since the portal does not know yours there; ${log[kind]} names ${kind === "eks" ? `the session ${username}` : "the portal's service account, and Breakwater's audit log names you"}`
    : "in your name";
}

/** Clusters of several regions may share an assigned workspace; it is named once. */
async function workspacesFor(
  regions: (ClusterPlace & { clusters: number })[],
  options: Options,
): Promise<FixPreview["workspaces"]> {
  const workspaceOf = await workspacesOf(regions, options);
  const byId = new Map<string, FixPreview["workspaces"][number]>();
  for (const place of regions) {
    const { region, clusters } = place;
    const { id, kind } = workspaceOf(place);
    const known = byId.get(id) ?? { id, kind, regions: [], clusters: 0 };
    byId.set(id, {
      ...known,
      regions: [...new Set([...known.regions, region])],
      clusters: known.clusters + clusters,
    });
  }
  return [...byId.values()];
}

async function visibleCluster(person: Person, clusterId: string) {
  const rows = await db().$queryRaw<
    (ClusterPlace & { armId: string; connectorId: string | null })[]
  >(sql`
    SELECT c.arm_id AS "armId", c.connector_id AS "connectorId", c.kind, c.subscription_id AS "subscriptionId", c.resource_group AS "resourceGroup",
           c.region FROM cluster c
     WHERE c.id = ${clusterId} AND ${visibleTo(person, sql`c`)}`);
  return rows[0];
}

async function bySubscription<P extends { subscriptionId: string; count: number }>(
  places: P[],
  permitted: Set<P>,
  permission: Parameters<typeof lacks>[0],
): Promise<FixPreview["subscriptions"]> {
  const ids = [...new Set(places.map((place) => place.subscriptionId))];
  const names = await db().subscription.findMany({
    where: { id: { in: ids } },
    select: { id: true, displayName: true },
  });
  const nameOf = new Map(names.map((row) => [row.id, row.displayName]));
  return ids.map((id) => {
    const here = places.filter((place) => place.subscriptionId === id);
    const name = nameOf.get(id) ?? id;
    return {
      id,
      name,
      clusters: here.reduce((sum, place) => sum + place.count, 0),
      lacks: here.every((place) => permitted.has(place)) ? null : lacks(permission, name),
    };
  });
}
