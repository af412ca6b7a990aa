import type { Route } from "next";
import type { Person } from "@/lib/access/model";
import { WORKSPACE_PROBLEMS, WorkspaceFilter } from "@/lib/workspaces/filter";
import { clustersOfWorkspaces, workspace, workspaces } from "@/lib/workspaces/queries";
import { withParams } from "../live/query-string";
import { RefreshOn } from "../live/refresh-on";
import { counted } from "../ui/counted";
import { FilterBar, FilterPill, SearchBox } from "../ui/filters";
import { Breadcrumb, PageHeader } from "../ui/page";
import { EmptyState } from "../ui/status";
import { Pager } from "../ui/table";
import { TabLinks } from "../ui/tabs";
import { ClusterTable } from "./cluster-table";
import { Convention } from "./convention";
import { OneWorkspace } from "./one-workspace";
import { WorkspaceTable } from "./workspace-table";

const KINDS = [
  { value: "default", label: "Default" },
  { value: "custom", label: "Custom" },
];
const PROBLEMS = Object.entries(WORKSPACE_PROBLEMS).map(([value, label]) => ({ value, label }));

/** Which workspaces there are, and which cluster reports to which. */
export async function WorkspacesPageBody({
  person,
  params,
}: {
  person: Person;
  params: URLSearchParams;
}) {
  const filter = filterOf(params);
  const one = filter.workspace ? await workspace(person, filter.workspace) : null;
  const byCluster = params.get("tab") === "clusters" || one !== null;
  return (
    <>
      <Breadcrumb
        crumbs={[
          { label: "Defender for Cloud", href: "/recommendations" },
          ...(one
            ? [{ label: "Workspaces", href: "/workspaces" as Route }, { label: one.name }]
            : [{ label: "Workspaces" }]),
        ]}
      />
      <PageHeader title={one?.name ?? "Workspaces"}>
        {one ? "Log Analytics workspace" : "The Log Analytics workspaces that sensors report to"}
      </PageHeader>
      {one ? (
        <OneWorkspace row={one} />
      ) : (
        <>
          <Convention />
          <TabLinks
            label="Views"
            tabs={[
              {
                label: "Workspaces",
                href: "/workspaces" as Route,
                current: !byCluster,
              },
              {
                label: "Clusters",
                href: "/workspaces?tab=clusters" as Route,
                current: byCluster,
              },
            ]}
          />
        </>
      )}
      {byCluster ? (
        <Clusters person={person} filter={filter} params={params} />
      ) : (
        <Workspaces person={person} filter={filter} params={params} />
      )}
      <RefreshOn topic="estate" />
    </>
  );
}

interface ListProps {
  person: Person;
  filter: WorkspaceFilter;
  params: URLSearchParams;
}

async function Workspaces({ person, filter, params }: ListProps) {
  const page = await workspaces(person, filter);
  const narrowed = ["search", "kind", "problem"].some((name) => params.has(name));
  return (
    <>
      <FilterBar reset={narrowed ? ("/workspaces" as Route) : null}>
        <SearchBox params={params} label="Search by name or ID" />
        <FilterPill name="kind" label="Kind" options={KINDS} params={params} />
        <FilterPill name="problem" label="Warning" options={PROBLEMS} params={params} />
      </FilterBar>
      {page.rows.length === 0 ? (
        <EmptyState title="No workspace matches">
          A default workspace is created with the first sensor of a region.
        </EmptyState>
      ) : (
        <WorkspaceTable rows={page.rows} />
      )}
      <Pages filter={filter} params={params} next={page.next}>
        {counted(page.total, "workspace")}
      </Pages>
    </>
  );
}

async function Clusters({ person, filter, params }: ListProps) {
  const page = await clustersOfWorkspaces(person, filter);
  return (
    <>
      <FilterBar
        reset={params.has("search") ? (withParams(params, { search: null }) as Route) : null}
      >
        <SearchBox params={params} label="Search clusters by name" />
      </FilterBar>
      {page.rows.length === 0 ? (
        <EmptyState title="No cluster reports here">
          Only clusters with the Defender sensor report to a workspace.
        </EmptyState>
      ) : (
        <ClusterTable rows={page.rows} />
      )}
      <Pages filter={filter} params={params} next={page.next} />
    </>
  );
}

function Pages({
  filter,
  params,
  next,
  children,
}: {
  filter: WorkspaceFilter;
  params: URLSearchParams;
  next: string | null;
  children?: React.ReactNode;
}) {
  return (
    <Pager
      first={filter.after ? (withParams(params, {}) as Route) : null}
      previous={null}
      next={next ? (withParams(params, { after: next }) as Route) : null}
    >
      {children}
    </Pager>
  );
}

function filterOf(params: URLSearchParams): WorkspaceFilter {
  const list = (name: string) => (params.has(name) ? params.getAll(name) : undefined);
  const parsed = WorkspaceFilter.safeParse({
    search: params.get("search") ?? undefined,
    kind: list("kind"),
    problem: list("problem"),
    workspace: params.get("workspace") ?? undefined,
    after: params.get("after") ?? undefined,
  });
  return parsed.success ? parsed.data : {};
}
