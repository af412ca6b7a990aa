import Link from "next/link";
import type { ScriptPreview } from "@/lib/onboarding/catalog-script";
import { assignmentHref } from "../policy/assignment-href";
import { counted } from "../ui/counted";
import { MessageBar, Status } from "../ui/status";

/** Policies that stand in the way of Azure Arc, named before anything is downloaded. */
export function PolicyBlocks({ preview }: { preview: ScriptPreview }) {
  const { blocks, unread, fault } = preview;
  const surely = blocks.some((block) => block.surely);
  return (
    <>
      {fault && (
        <MessageBar kind="warning" title="Whether a policy prevents Azure Arc could not be read">
          {fault}
        </MessageBar>
      )}
      {blocks.length > 0 && (
        <MessageBar
          kind={surely ? "error" : "warning"}
          title={
            surely
              ? "An Azure policy prevents the installation of Azure Arc"
              : "An Azure policy may prevent the installation of Azure Arc"
          }
        >
          <ul className="my-1 pl-5">
            {blocks.map(({ assignmentId, displayName, scope }) => (
              <li key={assignmentId} className="wrap-any">
                <Link href={assignmentHref(assignmentId)} prefetch={false}>
                  {displayName}
                </Link>
                , assigned to {scope}
              </li>
            ))}
          </ul>
          Leave the resource group out of it, or choose another region where the policy asks for
          one, before you run the script.
        </MessageBar>
      )}
      {blocks.length === 0 && !fault && (
        <MessageBar kind="success">
          No policy assignment that could be read prevents the installation of Azure Arc there.
        </MessageBar>
      )}
      {unread.length > 0 && (
        <p className="mt-1 mb-3 text-xs text-muted">
          Not looked into, for they are initiatives or may not be read: {unread.join(", ")}.
        </p>
      )}
    </>
  );
}

/** What a script is about, cluster by cluster: where each stands, and what it is called in Azure Arc. */
export function ScriptClusters({ preview }: { preview: ScriptPreview }) {
  const more = preview.total - preview.clusters.length;
  return (
    <>
      <h3 className="mt-5 mb-1 text-sm font-semibold">Clusters</h3>
      <ul className="m-0 list-none p-0">
        {preview.clusters.map((cluster) => (
          <li key={cluster.id} className="border-b border-line py-2">
            <strong className="font-semibold wrap-any">{cluster.name}</strong>{" "}
            <ArcState cluster={cluster} />
            <dl className="m-0 mt-1 grid gap-x-3 text-xs sm:grid-cols-[8rem_1fr]">
              {[
                ["Cluster id", cluster.id],
                ["Arc cluster name", cluster.arcName],
                ["Subscription", `${cluster.subscription} (${cluster.subscriptionId})`],
                ["Resource group", cluster.resourceGroup],
              ].map(([name, value]) => (
                <div key={name} className="contents">
                  <dt className="text-muted">{name}</dt>
                  <dd className="m-0 wrap-any">{value}</dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
      {more > 0 && <p className="text-muted">and {counted(more, "cluster")} more.</p>}
    </>
  );
}

/** How a cluster stands in Azure Arc. Where its agents are away the script stops, so that is said before. */
function ArcState({ cluster }: { cluster: ScriptPreview["clusters"][number] }) {
  if (!cluster.connected) return <Status tone="none">Will be connected</Status>;
  if (cluster.connectivity === "Connected") {
    return <Status tone="good">Connected to Azure Arc</Status>;
  }
  return (
    <Status tone="warn">
      {cluster.connectivity ?? "Connecting"} in Azure Arc: bring its agents back first
    </Status>
  );
}
