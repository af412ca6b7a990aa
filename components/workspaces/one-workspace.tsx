import type { WorkspaceProblem } from "@/lib/workspaces/filter";
import type { WorkspaceDetail, WorkspaceRow } from "@/lib/workspaces/queries";
import { Essentials } from "../ui/page";
import { MessageBar } from "../ui/status";

const EXPLAINED: Record<WorkspaceProblem, (row: WorkspaceRow) => string> = {
  missing: () =>
    "Clusters report to this workspace, and it could not be found: it was deleted, or the portal may not read it. What their sensors see reaches nobody. Assign another one, or let a fix create the default one.",
  localAuth: () =>
    "Local authentication is disabled on this workspace. Sensors sign in by its key, so they can't send anything. Allow local authentication, or use another workspace.",
  otherRegion: (row) =>
    `Clusters in ${row.regions.filter((region) => region !== row.region).join(", ")} report to this workspace in ${row.region}: what their sensors see leaves their region on its way.`,
  notReady: (row) => `Azure says that it is ${row.provisioningState}.`,
};

/** One workspace's facts and what can be said against it. Its clusters follow. */
export function OneWorkspace({ row }: { row: WorkspaceDetail }) {
  return (
    <>
      {row.problems.map((problem) => (
        <MessageBar key={problem} kind={problem === "otherRegion" ? "info" : "warning"}>
          {EXPLAINED[problem](row)}
        </MessageBar>
      ))}
      {row.mayNotReadKeys && <MessageBar kind="info">{row.mayNotReadKeys}</MessageBar>}
      <div className="mb-4">
        <Essentials
          facts={[
            ["Resource ID", row.armId],
            ["Subscription", row.subscription],
            ["Resource group", row.resourceGroup],
            ["Region", row.region ?? "–"],
            ["Kind", row.isDefault ? "Default" : "Custom"],
            ["Pricing tier", row.sku ?? "–"],
            ["Retention", row.retentionDays === null ? "–" : `${row.retentionDays} days`],
            ["Public ingestion", row.publicIngestion === false ? "Disabled" : "Enabled"],
            ["Clusters", row.clusters.toLocaleString("en")],
          ]}
        />
      </div>
    </>
  );
}
