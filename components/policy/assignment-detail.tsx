import { Pencil } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { type ReactNode, Suspense } from "react";
import type { Person } from "@/lib/access/model";
import { type AssignmentPage, assignmentPage } from "@/lib/policy/queries";
import { movers } from "@/lib/remediations/queries";
import { SENSOR_POLICIES, workspaceOf } from "@/lib/workspaces/model";
import { RefreshOn } from "../live/refresh-on";
import { RefreshWhile } from "../live/refresh-while";
import { LinkButton } from "../ui/button";
import { CodeBlock } from "../ui/code";
import { counted } from "../ui/counted";
import { Disclosure } from "../ui/disclosure";
import { Breadcrumb, CommandBar, Essentials, PageHeader, Section } from "../ui/page";
import { MessageBar, Status } from "../ui/status";
import { WorkspaceLink } from "../workspaces/workspace-link";
import { AssignmentVerbs } from "./assignment-verbs";
import { Compliance } from "./compliance";
import { MoveButton } from "./move-button";
import { MoverGroups } from "./mover-groups";
import { WishProgress } from "./wish-progress";

/** One policy assignment: what it says, how its last change stands, who complies, and which clusters to move. */
export async function AssignmentDetail({ person, id }: { person: Person; id: string }) {
  const page = await assignmentPage(person, id);
  if (!page) notFound();
  const { row, wish } = page;
  const live = wish?.state === "queued" || wish?.state === "applying";
  return (
    <>
      <Breadcrumb
        crumbs={[
          { label: "Azure Policy", href: "/policy" as Route },
          ...(row
            ? [
                {
                  label: row.definitionName,
                  href: `/policy/definitions/${row.definition}?tab=assignments` as Route,
                },
              ]
            : []),
          { label: row?.displayName ?? "Assignment" },
        ]}
      />
      <PageHeader title={row?.displayName ?? "Policy assignment"}>Policy assignment</PageHeader>
      {row && <Verbs page={page} row={row} live={live} />}
      {wish && <WishProgress wish={wish} gone={!row} />}
      {row && <Shown person={person} page={page} row={row} />}
      <RefreshOn topic={`person:${person.id}`} />
      {live && <RefreshWhile />}
    </>
  );
}

type Row = NonNullable<AssignmentPage["row"]>;

function Verbs({ page, row, live }: { page: AssignmentPage; row: Row; live: boolean }) {
  const edit = `/policy/definitions/${row.definition}/assign?${new URLSearchParams({ edit: page.id })}`;
  return (
    <CommandBar>
      {page.mayNot.edit === null && !live && (
        <LinkButton
          href={edit as Route}
          look="subtle"
          icon={<Pencil aria-hidden className="size-4" />}
        >
          Edit assignment
        </LinkButton>
      )}
      <AssignmentVerbs
        id={page.id}
        name={row.displayName}
        mayNot={page.mayNot}
        live={live}
        showsEdit={page.mayNot.edit !== null || live}
      />
    </CommandBar>
  );
}

function Shown({ person, page, row }: { person: Person; page: AssignmentPage; row: Row }) {
  const { document } = row;
  const assigns = Object.values(SENSOR_POLICIES).includes(row.definition as never);
  return (
    <>
      <div className="mb-4">
        <Essentials
          facts={[
            ["Scope", row.where],
            ["Scope ID", row.scope],
            [
              "Definition",
              <Link
                key="definition"
                href={`/policy/definitions/${row.definition}` as Route}
                prefetch={false}
              >
                {row.definitionName}
              </Link>,
            ],
            ["Enforcement", document.enforcementMode === "DoNotEnforce" ? "Disabled" : "Enabled"],
            ["Exclusions", document.notScopes?.join(", ") || "None"],
            ["Description", document.description || "–"],
            ...(assigns
              ? [
                  ["Workspace", <WorkspaceLink key="workspace" id={workspaceOf(row)} />, true] as [
                    string,
                    ReactNode,
                    boolean,
                  ],
                ]
              : []),
          ]}
        />
        <details className="mt-2">
          <Disclosure>Parameters as they are set</Disclosure>
          <CodeBlock label="Parameters" code={JSON.stringify(document.parameters ?? {}, null, 2)} />
        </details>
      </div>
      {assigns && (
        <Section title="Clusters that report elsewhere">
          <Suspense fallback={<Status tone="busy">Looking…</Status>}>
            <Elsewhere person={person} page={page} row={row} />
          </Suspense>
        </Section>
      )}
      <Section title="Compliance">
        <Suspense fallback={<Status tone="busy">Asking Azure Policy…</Status>}>
          <Compliance person={person} id={page.id} scope={row.scope} />
        </Suspense>
      </Section>
    </>
  );
}

async function Elsewhere({
  person,
  page,
  row,
}: {
  person: Person;
  page: AssignmentPage;
  row: Row;
}) {
  const { aks, arc } = SENSOR_POLICIES;
  const found = await movers(
    {
      definition: row.definition === arc ? arc : aks,
      assignmentId: page.id,
      scope: row.scope,
      notScopes: row.document.notScopes ?? [],
      workspaceId: workspaceOf(row) ?? "",
      enforced: row.document.enforcementMode !== "DoNotEnforce",
    },
    person,
  );
  if (found.total === 0)
    return (
      <p className="mt-0">Every sensor that this assignment decides on reports to its workspace.</p>
    );
  return (
    <MessageBar
      kind="warning"
      title={`${counted(found.total, "cluster reports", "clusters report")} to another workspace`}
    >
      Azure Policy leaves sensors alone that are there, so they stay where they are until somebody
      moves them.
      <MoverGroups movers={found} />
      <MoveButton movers={found} />
    </MessageBar>
  );
}
