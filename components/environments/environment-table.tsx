import { ChevronDown, ChevronRight, Cloud, FolderTree, KeyRound } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import type { GroupRow, SubscriptionRow } from "@/lib/environments/queries";
import { withParams } from "../live/query-string";
import { counted } from "../ui/counted";
import { Status } from "../ui/status";
import { Table, Td, Th, Tr } from "../ui/table";

const KINDS = {
  group: { icon: FolderTree, word: "management group" },
  cloud: { icon: Cloud, word: "cloud" },
} as const;

const INDENT = ["pl-2", "pl-7", "pl-12", "pl-17", "pl-22", "pl-27", "pl-32"];

/** The table's frame; rows come from the tree or from a flat list. */
export function EnvironmentTable({ children }: { children: ReactNode }) {
  return (
    <Table label="Environments">
      <thead>
        <tr>
          <Th>Name</Th>
          <Th>State</Th>
          <Th className="text-right">Clusters</Th>
          <Th className="text-right">Without sensor</Th>
          <Th className="sm:pl-8">Containers plan</Th>
          <Th>Defender coverage</Th>
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </Table>
  );
}

/** Management groups with what stands in them. */
export function EnvironmentTree({
  groups,
  subscriptions,
  params,
  open,
  children,
}: {
  groups: GroupRow[];
  subscriptions: SubscriptionRow[];
  params: URLSearchParams;
  open: ReadonlySet<string>;
  /** What stands below the groups. */
  children: ReactNode;
}) {
  const ids = new Set(groups.map((group) => group.id));
  const roots = groups.filter((group) => !group.parentId || !ids.has(group.parentId));
  const loose = subscriptions.filter(
    (row) => !row.managementGroupId || !ids.has(row.managementGroupId),
  );
  const branch = (group: GroupRow, depth: number): ReactNode => (
    <Branch
      key={group.id}
      id={group.id}
      name={group.name}
      kind="group"
      says={counted(group.subscriptions, "subscription")}
      depth={depth}
      params={params}
      isOpen={open.has(group.id)}
    >
      {groups
        .filter((child) => child.parentId === group.id)
        .map((child) => branch(child, depth + 1))}
      {subscriptions
        .filter((row) => row.managementGroupId === group.id)
        .map((row) => (
          <SubscriptionLine key={row.id} row={row} depth={depth + 1} />
        ))}
    </Branch>
  );
  return (
    <EnvironmentTable>
      {roots.map((group) => branch(group, 0))}
      {loose.map((row) => (
        <SubscriptionLine key={row.id} row={row} depth={0} />
      ))}
      {children}
    </EnvironmentTable>
  );
}

/** A line that opens and closes what stands below it; its link is the state to come, so the URL holds the tree. */
export function Branch({
  id,
  name,
  kind,
  says,
  depth,
  params,
  isOpen,
  children,
}: {
  id: string;
  name: string;
  kind: keyof typeof KINDS;
  says: string;
  depth: number;
  params: URLSearchParams;
  isOpen: boolean;
  children: ReactNode;
}) {
  const closed = params.getAll("closed");
  const next = isOpen ? [...closed, id] : closed.filter((one) => one !== id);
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  const { icon: Icon, word } = KINDS[kind];
  return (
    <>
      <Tr>
        <Td className={INDENT[Math.min(depth, INDENT.length - 1)]}>
          <Link
            href={withParams(params, { closed: next }) as Route}
            prefetch={false}
            scroll={false}
            aria-expanded={isOpen}
            aria-label={`${name}, ${word}`}
            className="inline-flex items-center gap-1.5 text-ink no-underline hover:underline"
          >
            <Chevron aria-hidden className="size-4" />
            <Icon aria-hidden className="size-4 text-link" />
            <span className="wrap-any">{name}</span>
          </Link>
        </Td>
        <Td colSpan={5} className="text-muted">
          {says}
        </Td>
      </Tr>
      {isOpen && children}
    </>
  );
}

/** One subscription; its name leads to its Defender plans. */
export function SubscriptionLine({ row, depth }: { row: SubscriptionRow; depth: number }) {
  return (
    <Tr>
      <Td className={INDENT[Math.min(depth, INDENT.length - 1)]}>
        <span className="flex items-start gap-1.5">
          <KeyRound aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
          <span className="min-w-0">
            {row.whole ? (
              <Link href={`/environments/${row.id}/plans`} prefetch={false} className="wrap-any">
                {row.name}
              </Link>
            ) : (
              <span className="wrap-any">{row.name}</span>
            )}
            <span className="block text-xs text-muted">{row.id}</span>
          </span>
        </span>
      </Td>
      <Td label="State">
        <Status
          tone={row.state === "Enabled" ? "good" : row.state === "Warned" ? "warn" : "stopped"}
        >
          {row.state}
        </Status>
      </Td>
      <Td label="Clusters" className="text-right tabular-nums">
        {row.clusters.toLocaleString("en")}
      </Td>
      <Td label="Without sensor" className="text-right tabular-nums">
        {row.planOn ? row.unhealthy.toLocaleString("en") : "–"}
      </Td>
      <Td label="Containers plan" className="sm:pl-8">
        <PlanStatus row={row} />
      </Td>
      <Td label="Defender coverage" className="whitespace-nowrap">
        {row.whole && row.plansAll > 0
          ? `${row.plansOn} of ${row.plansAll} plans`
          : "Not available"}
      </Td>
    </Tr>
  );
}

function PlanStatus({ row }: { row: SubscriptionRow }) {
  if (!row.whole) return <Status tone="info">You see some of its resource groups</Status>;
  if (row.planOn === null) return <Status tone="none">Not available</Status>;
  return (
    <>
      <Status tone={row.planOn ? "good" : "warn"}>{row.planOn ? "On" : "Off"}</Status>
      {row.legacyPlans > 0 && <span className="block text-xs text-muted">A legacy plan is on</span>}
    </>
  );
}
