import Link from "next/link";
import { WORKSPACE_PROBLEMS } from "@/lib/workspaces/filter";
import type { WorkspaceRow } from "@/lib/workspaces/queries";
import { Status, Tag } from "../ui/status";
import { Table, Td, Th, Tr } from "../ui/table";
import { workspaceHref } from "./workspace-link";

/** Workspaces with how many clusters report to each, and what can be said against it. */
export function WorkspaceTable({ rows }: { rows: WorkspaceRow[] }) {
  return (
    <Table label="Workspaces">
      <thead>
        <tr>
          <Th className="w-1/3">Name</Th>
          <Th>Subscription</Th>
          <Th>Region</Th>
          <Th className="text-right">Clusters</Th>
          <Th>Pricing tier</Th>
          <Th className="text-right">Retention</Th>
          <Th>State</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Tr key={row.id}>
            <Td>
              <Link href={workspaceHref(row.id)} prefetch={false} className="wrap-any">
                {row.name}
              </Link>{" "}
              {row.isDefault && <Tag>Default</Tag>}
              <span className="block text-xs text-muted wrap-any">{row.resourceGroup}</span>
            </Td>
            <Td label="Subscription" className="wrap-any">
              {row.subscription}
            </Td>
            <Td label="Region">{row.region ?? "–"}</Td>
            <Td label="Clusters" className="text-right tabular-nums">
              {row.clusters.toLocaleString("en")}
            </Td>
            <Td label="Pricing tier">{row.sku ?? "–"}</Td>
            <Td label="Retention" className="text-right whitespace-nowrap tabular-nums">
              {row.retentionDays === null ? "–" : `${row.retentionDays} days`}
            </Td>
            <Td label="State">
              {row.problems.length === 0 ? (
                <Status tone="good">Ready</Status>
              ) : (
                row.problems.map((problem) => (
                  <span key={problem} className="block">
                    <Status tone={problem === "otherRegion" ? "info" : "warn"}>
                      {WORKSPACE_PROBLEMS[problem]}
                    </Status>
                  </span>
                ))
              )}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
