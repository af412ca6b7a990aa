import { z } from "zod";

/** What can be said against a workspace; each is a value of the filter. */
export const WORKSPACE_PROBLEMS = {
  missing: "Missing",
  localAuth: "Local authentication disabled",
  otherRegion: "Clusters of another region",
  notReady: "Not ready",
} as const;
export type WorkspaceProblem = keyof typeof WORKSPACE_PROBLEMS;

/** What narrows the workspaces, or the clusters that report to them; it stands in the URL. */
export const WorkspaceFilter = z.strictObject({
  search: z.string().trim().max(200).optional(),
  kind: z.array(z.enum(["default", "custom"])).optional(),
  problem: z.array(z.enum(["missing", "localAuth", "otherRegion", "notReady"])).optional(),
  /** Lower-cased id: only the clusters that report to it. */
  workspace: z.string().max(600).optional(),
  after: z.string().max(2_000).optional(),
});
export type WorkspaceFilter = z.infer<typeof WorkspaceFilter>;
