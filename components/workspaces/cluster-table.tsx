import Link from "next/link";
import type { ReportingCluster } from "@/lib/workspaces/queries";
import { Status, Tag } from "../ui/status";
import { Table, Td, Th, Tr } from "../ui/table";
import { ClusterLinks } from "../verify/cluster-links";
import { workspaceHref } from "./workspace-link";

const KINDS = { aks: "AKS", arc: "Azure Arc" } as const;

/** Where each sensor reports to, and where policy would have it report. */
export function ClusterTable({ rows }: { rows: ReportingCluster[] }) {
  return (
    <Table label="Clusters">
      <thead>
        <tr>
          <Th>Name</Th>
          <Th>Subscription</Th>
          <Th>Region</Th>
          <Th className="w-1/3">Reports to</Th>
          <Th>By policy</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Tr key={row.id}>
            <Td className="wrap-any">
              {row.name} <Tag>{KINDS[row.kind]}</Tag>
              <ClusterLinks id={row.id} name={row.name}>
                {row.resourceGroup}
              </ClusterLinks>
            </Td>
            <Td label="Subscription" className="wrap-any">
              {row.subscription}
            </Td>
            <Td label="Region">{row.region}</Td>
            <Td label="Reports to" className="wrap-any">
              {row.workspaceId ? (
                <Link href={workspaceHref(row.workspaceId)} prefetch={false}>
                  {nameOf(row.workspaceId)}
                </Link>
              ) : (
                "No workspace"
              )}
            </Td>
            <Td label="By policy">
              <ByPolicy row={row} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function ByPolicy({ row }: { row: ReportingCluster }) {
  const { id, kind } = row.wanted;
  if (row.workspaceId?.toLowerCase() === id.toLowerCase()) {
    return <Status tone="good">{kind === "assigned" ? "As assigned" : "The default one"}</Status>;
  }
  return kind === "assigned" ? (
    <Status tone="warn">Assigned: {nameOf(id)}</Status>
  ) : (
    <Status tone="info">Not the default one</Status>
  );
}

function nameOf(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}
