import type { Route } from "next";
import Link from "next/link";
import type { Person } from "@/lib/access/model";
import type { AssignmentFilter } from "@/lib/policy/filter";
import { SITUATIONS } from "@/lib/policy/model";
import { type AssignmentRow, assignments, type Seen } from "@/lib/policy/queries";
import { SENSOR_POLICIES, workspaceOf } from "@/lib/workspaces/model";
import { withParams } from "../live/query-string";
import { FilterBar, SearchBox } from "../ui/filters";
import { EmptyState, MessageBar } from "../ui/status";
import { Pager, Table, Td, Th, Tr } from "../ui/table";
import { WorkspaceLink } from "../workspaces/workspace-link";
import { assignmentHref } from "./assignment-href";
import { ScopeFilter } from "./scope-filter";

/** Where a definition is assigned, and what that means for a chosen scope. */
export async function Assignments({
  person,
  name,
  filter,
  params,
  assign,
}: {
  person: Person;
  name: string;
  filter: AssignmentFilter;
  params: URLSearchParams;
  assign: Route;
}) {
  const { rows, next, seen } = await assignments(person, name, filter);
  const assigns = Object.values<string>(SENSOR_POLICIES).includes(name.toLowerCase());
  return (
    <>
      <FilterBar
        reset={
          params.has("search") || params.has("scope")
            ? (withParams(params, { search: null, scope: null }) as Route)
            : null
        }
      >
        <SearchBox params={params} label="Filter by name or ID" />
        <ScopeFilter query={params.toString()} scope={filter.scope ?? ""} />
      </FilterBar>
      {seen && <SeenFrom seen={seen} assign={assign} />}
      {rows.length === 0 ? (
        <EmptyState title={filter.search ? "No assignment matches" : "There is no assignment yet"}>
          <Link href={assign} prefetch={false} className="underline">
            Assign the policy
          </Link>{" "}
          {assigns
            ? "to choose a workspace for the clusters that it reaches."
            : "to put it in force at a scope."}
        </EmptyState>
      ) : (
        <AssignmentTable rows={rows} assigns={assigns} />
      )}
      <Pager
        first={filter.after ? (withParams(params, {}) as Route) : null}
        previous={null}
        next={next ? (withParams(params, { after: next }) as Route) : null}
      />
    </>
  );
}

function SeenFrom({ seen, assign }: { seen: Seen; assign: Route }) {
  const { title, says } = SITUATIONS[seen.situation];
  const [nearest] = seen.reaching;
  return (
    <MessageBar kind={nearest ? "success" : "info"} title={title}>
      {says}{" "}
      {nearest && (
        <>
          <Link href={assignmentHref(nearest.id)} prefetch={false} className="underline">
            Open {nearest.displayName}
          </Link>
          {" or "}
        </>
      )}
      <Link href={assign} prefetch={false} className="underline">
        {nearest ? "create a new assignment" : "Create an assignment"}
      </Link>
      .
    </MessageBar>
  );
}

/** Only the policies of the sensor name a workspace. */
function AssignmentTable({ rows, assigns }: { rows: AssignmentRow[]; assigns: boolean }) {
  return (
    <Table label="Assignments">
      <thead>
        <tr>
          <Th>Name</Th>
          <Th>Scope</Th>
          {assigns && <Th className="w-2/5">Workspace</Th>}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Tr key={row.id}>
            <Td>
              <Link href={assignmentHref(row.id)} prefetch={false} className="wrap-any">
                {row.displayName}
              </Link>
            </Td>
            <Td label="Scope" className="wrap-any">
              {row.where}
              <span className="block text-xs text-muted">{row.scope}</span>
            </Td>
            {assigns && (
              <Td label="Workspace" className="wrap-any">
                <WorkspaceLink id={workspaceOf(row)} />
              </Td>
            )}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
