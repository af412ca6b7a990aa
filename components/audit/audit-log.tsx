import type { Route } from "next";
import Link from "next/link";
import type { Person } from "@/lib/access/model";
import { AuditFilter } from "@/lib/audit/filter";
import { AUDIT_ACTIONS, AUDIT_OUTCOMES } from "@/lib/audit/model";
import { type AuditRow, auditPage } from "@/lib/audit/queries";
import { withParams } from "../live/query-string";
import { DiffView } from "../ui/diff-view";
import { Disclosure } from "../ui/disclosure";
import { FilterBar, FilterPill, SearchBox } from "../ui/filters";
import { Breadcrumb, PageHeader } from "../ui/page";
import { EmptyState, Status, type Tone } from "../ui/status";
import { Pager, Table, Td, Th, Tr } from "../ui/table";
import { Time } from "../ui/time";

const ACTIONS = Object.entries(AUDIT_ACTIONS).map(([value, label]) => ({ value, label }));
const OUTCOMES = Object.entries(AUDIT_OUTCOMES).map(([value, label]) => ({ value, label }));
const TONE: Record<keyof typeof AUDIT_OUTCOMES, Tone> = {
  done: "good",
  started: "info",
  failed: "bad",
  refused: "stopped",
};

/** Who did what to which resource when, what was before and after, and how it ended. It can only grow. */
export async function AuditLog({ person, params }: { person: Person; params: URLSearchParams }) {
  const filter = filterOf(params);
  const page = await auditPage(person, filter);
  const narrowed = ["search", "action", "outcome", "correlation"].some((name) => params.has(name));
  return (
    <>
      <Breadcrumb
        crumbs={[{ label: "Defender for Cloud", href: "/recommendations" }, { label: "Audit log" }]}
      />
      <PageHeader title="Audit log">Entries about what you can see, and your own</PageHeader>
      <FilterBar reset={narrowed ? "/audit" : null}>
        <SearchBox params={params} label="Search who, resource or text" />
        <FilterPill name="action" label="Action" options={ACTIONS} params={params} />
        <FilterPill name="outcome" label="Outcome" options={OUTCOMES} params={params} />
      </FilterBar>
      {page.rows.length === 0 ? (
        <EmptyState title="No entry matches">Take a filter away, or search for less.</EmptyState>
      ) : (
        <Entries rows={page.rows} params={params} />
      )}
      <Pager
        first={filter.after ? (withParams(params, {}) as Route) : null}
        previous={null}
        next={page.next ? (withParams(params, { after: page.next }) as Route) : null}
      />
    </>
  );
}

function Entries({ rows, params }: { rows: AuditRow[]; params: URLSearchParams }) {
  return (
    <Table label="Entries">
      <thead>
        <tr>
          <Th>Time</Th>
          <Th>Who</Th>
          <Th>Action</Th>
          <Th>Outcome</Th>
          <Th>Resource</Th>
          <Th className="w-[36%]">Details</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Tr key={row.id}>
            <Td label="Time" className="whitespace-nowrap">
              <Time at={row.at} />
            </Td>
            <Td label="Who" className="wrap-any">
              {row.actor}
            </Td>
            <Td label="Action">{AUDIT_ACTIONS[row.action] ?? row.action}</Td>
            <Td label="Outcome">
              <Status tone={TONE[row.outcome] ?? "info"}>
                {AUDIT_OUTCOMES[row.outcome] ?? row.outcome}
              </Status>
            </Td>
            <Td label="Resource" className="wrap-any">
              {row.resourceName}
              {row.subscription && (
                <span className="block text-xs text-muted">{row.subscription}</span>
              )}
            </Td>
            <Td label="Details" className="wrap-any">
              {row.summary}
              <details>
                <Disclosure>More</Disclosure>
                {row.before !== null && row.after !== null && (
                  <DiffView label="Before and after" before={row.before} after={row.after} />
                )}
                <p className="m-0 text-xs text-muted">
                  Correlation{" "}
                  <Link
                    href={withParams(params, { correlation: row.correlationId }) as Route}
                    prefetch={false}
                  >
                    {row.correlationId}
                  </Link>
                  {row.requestId && (
                    <span className="block">Azure's request id {row.requestId}</span>
                  )}
                  {row.resourceId && <span className="block">{row.resourceId}</span>}
                </p>
              </details>
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function filterOf(params: URLSearchParams): AuditFilter {
  const list = (name: string) => (params.has(name) ? params.getAll(name) : undefined);
  const parsed = AuditFilter.safeParse({
    search: params.get("search") ?? undefined,
    action: list("action"),
    outcome: list("outcome"),
    correlation: params.get("correlation") ?? undefined,
    after: params.get("after") ?? undefined,
  });
  return parsed.success ? parsed.data : {};
}
