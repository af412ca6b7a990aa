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
  assessment: z.array(z.uuid()).max(CLUSTERS_MAX).catch([]),
  cluster: z.array(z.string().max(1_000)).max(CLUSTERS_MAX).catch([]),
});

export interface OptionsQuery {
  task: Task;
  installable: Installable;
  language: Language;
  /** The clusters that are meant, by their assessment or by their own id; neither: all that match the filter. */
  assessmentIds: string[];
  clusterIds: string[];
  filter: ListFilter;
  /** The workspace for every cluster; null is each cluster's own. */
  workspaceId: string | null;
  auditLogPath: string | null;
  /** What was asked for and can't be, in words. */
  wrong: string[];
}

/** Reads what is asked for from the address of the page or of a download; what can't be read is left out. */
export function optionsQueryOf(params: URLSearchParams): OptionsQuery {
  const { task, component, language, assessment, cluster } = Params.parse({
    task: params.get("task"),
    component: params.get("component"),
    language: params.get("language"),
    assessment: params.getAll("assessment"),
    cluster: params.getAll("cluster"),
  });
  const workspace = params.get("workspace")?.trim() ?? "";
  const path = params.get("auditLogPath")?.trim() ?? "";
  const wrong = [
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
    assessmentIds: assessment,
    clusterIds: cluster.map((id) => id.toLowerCase()),
    filter: listQueryOf(params).filter,
    workspaceId: isWorkspaceId(workspace) ? workspace : null,
    auditLogPath: isAuditLogPath(path) ? path : null,
    wrong,
  };
}
