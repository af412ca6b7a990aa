"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState, useTransition } from "react";
import type { RecommendationId } from "@/lib/recommendations/catalog";
import { fix, preview as previewFix } from "@/lib/remediations/actions";
import type { FixPreview, Selection } from "@/lib/remediations/model";
import { toast } from "../shell/toast";
import { Button } from "../ui/button";
import { Panel } from "../ui/panel";
import { MessageBar, Status } from "../ui/status";
import { ExactCall } from "./exact-call";

/** Names what Fix will do, to which clusters, how and as whom; and does it when the person confirms. */
export function FixPanel({
  recommendationId,
  selection,
  onClose,
}: {
  recommendationId: RecommendationId;
  selection: Selection;
  onClose: (started: boolean) => void;
}) {
  const router = useRouter();
  const [preview, setPreview] = useState<FixPreview | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [starting, start] = useTransition();
  // The selection is an object made anew at each drawing; its text says whether it is another.
  const key = JSON.stringify(selection);
  useEffect(() => {
    void previewFix({ recommendationId, selection: JSON.parse(key) }).then((result) => {
      if (result.ok) setPreview(result.value);
      else setRefusal(result.refusal);
    });
  }, [recommendationId, key]);

  const confirm = () =>
    start(async () => {
      const result = await fix({ recommendationId, selection });
      if (!result.ok) {
        setRefusal(result.refusal);
        return;
      }
      const { total, leftOut, remediationId } = result.value;
      const more = leftOut > 0 ? ` ${leftOut} were left out.` : "";
      toast({
        tone: "busy",
        title: `Fixing ${resources(total)}.${more}`,
        href: `/remediations/${remediationId}`,
        link: "Follow the progress",
      });
      router.refresh();
      onClose(true);
    });

  const count = preview?.fixable ?? 0;
  return (
    <Panel
      title="Fix"
      subtitle="Nothing has been sent yet"
      onClose={() => onClose(false)}
      foot={
        <>
          <Button look="primary" onClick={confirm} reason={reasonNot(starting, preview)}>
            Fix {resources(count)}
          </Button>
          <Button onClick={() => onClose(false)}>Cancel</Button>
        </>
      }
    >
      {refusal && <MessageBar kind="error">{refusal}</MessageBar>}
      {!preview && !refusal && <Status tone="busy">Working out what would happen…</Status>}
      {preview && <Explained preview={preview} recommendationId={recommendationId} />}
    </Panel>
  );
}

function Explained({
  preview,
  recommendationId,
}: {
  preview: FixPreview;
  recommendationId: RecommendationId;
}) {
  const lacking = preview.subscriptions.filter((row) => row.lacks);
  const more = preview.total - preview.clusters.length;
  return (
    <>
      <p className="mt-0 mb-3">
        Fix {preview.does}. It changes{" "}
        <strong>
          {preview.fixable.toLocaleString("en")} of {preview.total.toLocaleString("en")} selected
          clusters
        </strong>{" "}
        in{" "}
        {preview.subscriptions.length === 1
          ? "1 subscription"
          : `${preview.subscriptions.length} subscriptions`}
        , one call a cluster, in your name.
      </p>
      {lacking.map((row) => (
        <MessageBar
          key={row.id}
          kind="warning"
          title={`${row.name}: of ${clusters(row.clusters)}, some or all are left out`}
        >
          {row.lacks}
        </MessageBar>
      ))}
      {preview.beingFixed > 0 && (
        <MessageBar>
          {clusters(preview.beingFixed)} {preview.beingFixed === 1 ? "is" : "are"} being fixed
          already and left as {preview.beingFixed === 1 ? "it is" : "they are"}.
        </MessageBar>
      )}
      <h3 className="mt-5 mb-1 text-sm font-semibold">Subscriptions</h3>
      <ul className="m-0 pl-5">
        {preview.subscriptions.map((row) => (
          <li key={row.id}>
            {row.name}: {clusters(row.clusters)}
          </li>
        ))}
      </ul>
      {preview.workspaces.length > 0 && (
        <>
          <h3 className="mt-5 mb-1 text-sm font-semibold">Log Analytics workspaces</h3>
          <p className="m-0 text-muted">
            The sensor reports through a workspace, which keeps none of its data and is not billed
            for it. A default workspace that is missing is created.
          </p>
          <ul className="m-0 pl-5">
            {preview.workspaces.map((row) => (
              <li key={row.id} className="wrap-any">
                {row.id.slice(row.id.lastIndexOf("/") + 1)}{" "}
                <span className="text-muted">
                  (
                  {row.kind === "assigned"
                    ? "assigned by policy"
                    : `default of ${row.regions.join(", ")}`}
                  , {clusters(row.clusters)})
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      <h3 className="mt-5 mb-1 text-sm font-semibold">Clusters and the exact call for each</h3>
      <ul className="m-0 list-none p-0">
        {preview.clusters.map((row) => (
          <li key={row.id} className="border-b border-line py-1">
            <ExactCall recommendationId={recommendationId} cluster={row} />
          </li>
        ))}
      </ul>
      {more > 0 && (
        <p className="text-muted">and {more.toLocaleString("en")} more, each in the same way.</p>
      )}
    </>
  );
}

function reasonNot(starting: boolean, preview: FixPreview | null): string | null {
  if (starting) return "The fix is being started.";
  if (!preview) return "One moment.";
  if (preview.fixable > 0) return null;
  return (
    preview.subscriptions.find((row) => row.lacks)?.lacks ??
    "None of the selected clusters can be fixed now."
  );
}

function resources(count: number): string {
  return count === 1 ? "1 resource" : `${count.toLocaleString("en")} resources`;
}

function clusters(count: number): string {
  return count === 1 ? "1 cluster" : `${count.toLocaleString("en")} clusters`;
}
