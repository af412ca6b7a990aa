import type { Person } from "../access/model.ts";
import { visibleTo } from "../access/scope.ts";
import { config } from "../config.ts";
import { db, join, type Sql, sql } from "../db/client.ts";
import { matching } from "../recommendations/matching.ts";
import { assignedWorkspaces, chooseWorkspace } from "../workspaces/choose.ts";
import { CLUSTERS_MAX, installable, type Task } from "./catalog.ts";
import { generate } from "./generate.ts";
import { sentence } from "./heading.ts";
import type { OptionsQuery } from "./list-query.ts";
import type { Output, OutputFile, Target } from "./model.ts";
import { type Parameter, parametersOf } from "./parameters.ts";

export interface Options {
  targets: Target[];
  /** How many clusters match; an output holds the first of them only where there are too many. */
  total: number;
  does: string;
  parameters: Parameter[];
  output: Output;
}

/** The task, written for those of the clusters that the person can see. */
export async function optionsFor(person: Person, query: OptionsQuery): Promise<Options> {
  const { installable: id, task, language, auditLogPath } = query;
  const { targets, total } = await targetsOf(person, query);
  return {
    targets,
    total,
    does: sentence({ task, installable: id }, targets.length),
    parameters: parametersOf(id, task, language),
    output: generate({
      task,
      installable: id,
      language,
      targets,
      auditLogPath,
      resourceManager: config().azure.resourceManager,
    }),
  };
}

/** One file of an output, for a download; undefined where there is none of the name. */
export async function optionFile(
  person: Person,
  query: OptionsQuery,
  name: string,
): Promise<OutputFile | undefined> {
  const { output } = await optionsFor(person, query);
  return "cannot" in output ? undefined : output.files.find((file) => file.name === name);
}

interface Row {
  armId: string;
  subscriptionId: string;
  resourceGroup: string;
  region: string;
  total: number;
}

async function targetsOf(person: Person, query: OptionsQuery) {
  const { clusters, recommendation } = installable(query.installable);
  const rows = await db().$queryRaw<Row[]>(sql`
    SELECT c.arm_id AS "armId", a.subscription_id AS "subscriptionId", a.resource_group AS "resourceGroup", a.region,
           (count(*) OVER ())::int AS total
      FROM assessment a JOIN cluster c ON c.id = a.cluster_id
     WHERE a.recommendation_id = ${recommendation} AND ${chosen(query)} AND ${visibleTo(person, sql`a`)}
     ORDER BY a.cluster_name, a.id LIMIT ${CLUSTERS_MAX}`);
  const workspaceOf = await workspaces(query, rows);
  const targets = rows.map((row): Target => {
    const { subscriptionId, resourceGroup, name } = placeIn(row.armId);
    const { armId, region } = row;
    const workspace = workspaceOf({ ...row, kind: clusters });
    return { armId, subscriptionId, resourceGroup, name, region, workspace };
  });
  return { targets, total: rows[0]?.total ?? 0 };
}

/** Named clusters whatever their state; else those of the list that the task is for. */
function chosen({ task, named, assessmentIds, clusterIds, filter }: OptionsQuery): Sql {
  // By the cluster of the assessment: who changes the component on the page means the same clusters.
  const byAssessment = sql`a.cluster_id IN (SELECT one.cluster_id FROM assessment one
    WHERE one.id = ANY(${assessmentIds}::uuid[]))`;
  if (named) {
    return sql`(${byAssessment} OR a.cluster_id = ANY(${clusterIds}::text[]))`;
  }
  return sql`a.status IN (${join([...STATUSES_FOR[task]])}) AND ${matching(filter)}`;
}

const STATUSES_FOR: Record<Task, readonly string[]> = {
  deploy: ["unhealthy"],
  verify: ["healthy", "unhealthy"],
  remove: ["healthy"],
};

type ClusterPlace = Parameters<typeof chooseWorkspace>[1];

/** Where each cluster's sensor is to report to, or null where nothing asks for a workspace. */
async function workspaces({ task, installable: id, workspaceId }: OptionsQuery, rows: Row[]) {
  const { extension } = installable(id);
  const asks = task === "deploy" && (extension?.needsWorkspace ?? id === "aksSensor");
  if (!asks) return () => null;
  if (workspaceId) return () => ({ id: workspaceId, isDefault: false });
  const assigned = await assignedWorkspaces([...new Set(rows.map((row) => row.subscriptionId))]);
  return (place: ClusterPlace) => {
    const workspace = chooseWorkspace(assigned, place);
    return { id: workspace.id, isDefault: workspace.kind === "default" };
  };
}

/** The names within an ARM id, in the cloud's own spelling. */
function placeIn(armId: string) {
  const [, , subscriptionId = "", , resourceGroup = "", , , , name = ""] = armId.split("/");
  return { subscriptionId, resourceGroup, name };
}
