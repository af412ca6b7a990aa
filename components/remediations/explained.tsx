import type { ReactNode } from "react";
import type { RecommendationId } from "@/lib/recommendations/catalog";
import { VERBS, type Verb } from "@/lib/remediations/catalog";
import type { FixPreview, Options } from "@/lib/remediations/model";
import { counted } from "../ui/counted";
import { MessageBar } from "../ui/status";
import { ExactCall } from "./exact-call";

const CHOSEN_BY = { assigned: "assigned by policy", chosen: "chosen here" };

/** What a verb does to which clusters, and the exact call for each. */
export function Explained({
  preview,
  recommendationId,
  verb,
  options,
  children,
}: {
  preview: FixPreview;
  recommendationId: RecommendationId;
  verb: Verb;
  options?: Options | undefined;
  /** What stands between the summary and the lists. */
  children?: ReactNode;
}) {
  const lacking = preview.subscriptions.filter((row) => row.lacks);
  const more = preview.total - preview.clusters.length;
  return (
    <>
      <p className="mt-0 mb-3">
        {VERBS[verb].label} {preview.does}. It changes{" "}
        <strong>
          {preview.fixable.toLocaleString("en")} of {preview.total.toLocaleString("en")} selected
          clusters
        </strong>{" "}
        in{" "}
        {preview.subscriptions.length === 1
          ? "1 subscription"
          : `${preview.subscriptions.length} subscriptions`}
        , one call a cluster, {preview.as}.
      </p>
      {lacking.map((row) => (
        <MessageBar
          key={row.id}
          kind="warning"
          title={
            row.clusters === 1
              ? `${row.name}: 1 cluster is left out`
              : `${row.name}: of ${counted(row.clusters, "cluster")}, some or all are left out`
          }
        >
          {row.lacks}
        </MessageBar>
      ))}
      {preview.beingFixed > 0 && (
        <MessageBar>
          {counted(preview.beingFixed, "cluster")} {preview.beingFixed === 1 ? "is" : "are"} being
          changed already and left as {preview.beingFixed === 1 ? "it is" : "they are"}.
        </MessageBar>
      )}
      {children}
      <h3 className="mt-5 mb-1 text-sm font-semibold">Subscriptions</h3>
      <ul className="m-0 pl-5">
        {preview.subscriptions.map((row) => (
          <li key={row.id}>
            {row.name}: {counted(row.clusters, "cluster")}
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
              <li key={`${row.id} ${JSON.stringify(options)}`} className="wrap-any">
                {row.id.slice(row.id.lastIndexOf("/") + 1)}{" "}
                <span className="text-muted">
                  (
                  {row.kind === "default"
                    ? `default of ${row.regions.join(", ")}`
                    : CHOSEN_BY[row.kind]}
                  , {counted(row.clusters, "cluster")})
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      <h3 className="mt-5 mb-1 text-sm font-semibold">Clusters and the exact call for each</h3>
      <ul className="m-0 list-none p-0">
        {preview.clusters.map((row) => (
          <li key={`${row.id} ${JSON.stringify(options)}`} className="border-b border-line py-1">
            <ExactCall
              recommendationId={recommendationId}
              verb={verb}
              options={options}
              cluster={row}
            />
          </li>
        ))}
      </ul>
      {more > 0 && (
        <p className="text-muted">and {more.toLocaleString("en")} more, each in the same way.</p>
      )}
    </>
  );
}
