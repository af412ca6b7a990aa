import { z } from "zod";
import type { ListFilter } from "../recommendations/filter.ts";
import { listQueryOf } from "../recommendations/list-query.ts";
import {
  CLUSTERS_MAX,
  INSTALLABLE_IDS,
  type Installable,
  LANGUAGES,
  type Language,
  TASKS,
  type Task,
} from "./catalog.ts";
import { isAuditLogPath, isWorkspaceId } from "./model.ts";

const Params = z.object({
  task: z.enum(Object.keys(TASKS) as [Task, ...Task[]]).catch("deploy"),
  component: z.enum(INSTALLABLE_IDS as [Installable, ...Installable[]]).catch("aksSensor"),
  language: z.enum(Object.keys(LANGUAGES) as [Language, ...Language[]]).catch("bash"),
});
const FILTERS = ["search", "subscription", "region"] as const;
const AssessmentId = z.uuid();
const ClusterId = z.string().startsWith("/subscriptions/").max(1_000);

export interface OptionsQuery {
  task: Task;
  installable: Installable;
  language: Language;
  /** Whether single clusters are meant, even where none of them could be read; else all that match the filter. */
  named: boolean;
  /** The clusters that are meant, by their assessment or by their own id. */
  assessmentIds: string[];
  clusterIds: string[];
  filter: ListFilter;
  /** The workspace for every cluster; null is each cluster's own. */
  workspaceId: string | null;
  auditLogPath: string | null;
  /** What was asked for and can't be, in words. */
  wrong: string[];
}

/**
 * Reads what is asked for from the address of the page or of a download; what can't be read is left out. Clusters that
 * can't be read are no clusters: never all of them.
 */
export function optionsQueryOf(params: URLSearchParams): OptionsQuery {
  const { task, component, language } = Params.parse({
    task: params.get("task"),
    component: params.get("component"),
    language: params.get("language"),
  });
  const asked = [...params.getAll("assessment"), ...params.getAll("cluster")];
  const assessmentIds = read(AssessmentId, params.getAll("assessment"));
  const clusterIds = read(ClusterId, params.getAll("cluster"));
  const { filter } = listQueryOf(params);
  const unread = FILTERS.filter((name) => params.get(name) && !filter[name]);
  const leftOut = asked.length - assessmentIds.length - clusterIds.length;
  const workspace = params.get("workspace")?.trim() ?? "";
  const path = params.get("auditLogPath")?.trim() ?? "";
  const wrong = [
    ...unread.map((name) => `The ${name} in the address can't be read, so no cluster is selected.`),
    ...(leftOut > 0
      ? [
          `${leftOut} of the clusters in the address can't be read, or are more than the ${CLUSTERS_MAX} that fit, and are left out.`,
        ]
      : []),
    ...(workspace && !isWorkspaceId(workspace)
      ? ["The workspace is not the resource id of a Log Analytics workspace, so it is not used."]
      : []),
    ...(path && !isAuditLogPath(path)
      ? ["The audit log path is not the path of a file on a node, so it is not used."]
      : []),
  ];
  return {
    task,
    installable: component,
    language,
    named: asked.length + unread.length > 0,
    assessmentIds,
    clusterIds,
    filter,
    workspaceId: isWorkspaceId(workspace) ? workspace : null,
    auditLogPath: isAuditLogPath(path) ? path : null,
    wrong,
  };
}

function read(schema: z.ZodType<string>, values: string[]): string[] {
  const lower = values.map((value) => value.trim().toLowerCase());
  return lower.filter((value) => schema.safeParse(value).success).slice(0, CLUSTERS_MAX);
}
