import type { Movers } from "@/lib/remediations/queries";

/** Which clusters would report to which workspace, and where they report to now. */
export function MoverGroups({ movers }: { movers: Movers }) {
  return (
    <ul className="my-1 pl-5">
      {movers.groups.map((group) => (
        <li key={group.workspaceId} className="wrap-any">
          {group.clusters.join(", ")}
          {group.assessmentIds.length > group.clusters.length &&
            ` and ${group.assessmentIds.length - group.clusters.length} more`}
          : to <strong>{nameOf(group.workspaceId)}</strong>, now{" "}
          {group.from.map((id) => nameOf(id) || "no workspace").join(", ")}
        </li>
      ))}
    </ul>
  );
}

function nameOf(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}
