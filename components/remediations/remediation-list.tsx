import type { Route } from "next";
import Link from "next/link";
import type { Person } from "@/lib/access/model";
import { VERBS } from "@/lib/remediations/catalog";
import { type RemediationRow, remediations } from "@/lib/remediations/queries";
import { finishedOf } from "@/lib/remediations/states";
import { LearnMore } from "../help/learn-more";
import { withParams } from "../live/query-string";
import { RefreshOn } from "../live/refresh-on";
import { ProgressBar } from "../ui/bars";
import { LinkButton } from "../ui/button";
import { Breadcrumb, PageHeader } from "../ui/page";
import { EmptyState, Status } from "../ui/status";
import { Pager, Table, Td, Th, Tr } from "../ui/table";
import { TabLinks } from "../ui/tabs";
import { Time } from "../ui/time";

/** Every press of Fix that touches what the person can see, newest first. */
export async function RemediationList({
  person,
  params,
}: {
  person: Person;
  params: URLSearchParams;
}) {
  const mine = params.get("by") === "me";
  const page = await remediations(person, { cursor: params.get("after"), mine });
  return (
    <>
      <Breadcrumb
        crumbs={[
          { label: "Defender for Cloud", href: "/recommendations" },
          { label: "Remediations" },
        ]}
      />
      <PageHeader title="Remediations">
        Changes of many clusters at once, and how they stand
      </PageHeader>
      <LearnMore topic="remediations" />
      <TabLinks
        label="Whose remediations"
        tabs={[
          { label: "All", href: withParams(params, { by: null }) as Route, current: !mine },
          {
            label: "Started by me",
            href: withParams(params, { by: "me" }) as Route,
            current: mine,
          },
        ]}
      />
      {page.rows.length === 0 ? (
        <EmptyState title="Nothing has been fixed yet">
          <p>Open a recommendation, select its unhealthy clusters and press Fix.</p>
          <LinkButton href="/recommendations" look="primary">
            Open Recommendations
          </LinkButton>
        </EmptyState>
      ) : (
        <RemediationTable rows={page.rows} />
      )}
      <Pager
        first={params.has("after") ? (withParams(params, {}) as Route) : null}
        previous={null}
        next={page.next ? (withParams(params, { after: page.next }) as Route) : null}
      />
      <RefreshOn topic={`person:${person.id}`} />
    </>
  );
}

function RemediationTable({ rows }: { rows: RemediationRow[] }) {
  return (
    <Table label="Remediations">
      <thead>
        <tr>
          <Th className="w-[40%]">Remediation</Th>
          <Th>State</Th>
          <Th className="w-44">Progress</Th>
          <Th>Started by</Th>
          <Th>Started</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Tr key={row.id}>
            <Td>
              <Link href={`/remediations/${row.id}`} prefetch={false}>
                {row.title}
              </Link>
            </Td>
            <Td label="State">
              <Standing row={row} />
            </Td>
            <Td label="Progress">
              <ProgressBar done={row.counts.fixed} failed={row.counts.failed} total={row.total} />
              <span className="text-xs text-muted">
                {row.counts.fixed} of {row.total} {VERBS[row.verb].done.toLowerCase()}
              </span>
            </Td>
            <Td label="Started by">{row.actor}</Td>
            <Td label="Started" className="whitespace-nowrap">
              <Time at={row.createdAt} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function Standing({ row }: { row: RemediationRow }) {
  if (row.stuck) return <Status tone="bad">A step failed</Status>;
  if (finishedOf(row.counts) < row.total) return <Status tone="busy">Running</Status>;
  if (row.counts.failed > 0) return <Status tone="bad">{row.counts.failed} failed</Status>;
  if (row.counts.fixed === 0) return <Status tone="stopped">Cancelled</Status>;
  return <Status tone="good">Done</Status>;
}
