import type { Route } from "next";
import Link from "next/link";
import type { Person } from "@/lib/access/model";
import { DefinitionFilter } from "@/lib/policy/filter";
import { categories, type DefinitionRow, definitions } from "@/lib/policy/queries";
import { LearnMore } from "../help/learn-more";
import { withParams } from "../live/query-string";
import { counted } from "../ui/counted";
import { FilterBar, FilterPill, SearchBox } from "../ui/filters";
import { Breadcrumb, PageHeader } from "../ui/page";
import { EmptyState, Tag } from "../ui/status";
import { Pager, Table, Td, Th, Tr } from "../ui/table";

const TYPES = [
  { value: "BuiltIn", label: "Built-in" },
  { value: "Custom", label: "Custom" },
  { value: "Static", label: "Static" },
];

/** Azure Policy: the definitions that can be assigned. */
export async function DefinitionList({
  person,
  params,
}: {
  person: Person;
  params: URLSearchParams;
}) {
  const filter = filterOf(params);
  const [page, offered] = await Promise.all([definitions(person, filter), categories(person)]);
  const narrowed = ["search", "category", "type"].some((name) => params.has(name));
  return (
    <>
      <Breadcrumb
        crumbs={[
          { label: "Defender for Cloud", href: "/recommendations" },
          { label: "Azure Policy" },
        ]}
      />
      <PageHeader title="Azure Policy: definitions">
        Search by name or ID. A definition's Assignments tab says where it is in force.
      </PageHeader>
      <LearnMore topic="policy" />
      <FilterBar reset={narrowed ? "/policy" : null}>
        <SearchBox params={params} label="Search by name or ID" />
        <FilterPill name="type" label="Type" options={TYPES} params={params} />
        <FilterPill name="category" label="Category" options={offered} params={params} />
      </FilterBar>
      {page.rows.length === 0 ? (
        <EmptyState title="No definition matches">
          Take a filter away, or search for less. Definitions are read with the estate.
        </EmptyState>
      ) : (
        <Definitions rows={page.rows} />
      )}
      <Pager
        first={filter.after ? (withParams(params, {}) as Route) : null}
        previous={null}
        next={page.next ? (withParams(params, { after: page.next }) as Route) : null}
      >
        {counted(page.total, "definition")}
      </Pager>
    </>
  );
}

function Definitions({ rows }: { rows: DefinitionRow[] }) {
  return (
    <Table label="Policy definitions">
      <thead>
        <tr>
          <Th className="w-1/2">Name</Th>
          <Th>Version</Th>
          <Th>Type</Th>
          <Th>Category</Th>
          <Th className="text-right">Assignments</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Tr key={row.id}>
            <Td>
              <Link
                href={`/policy/definitions/${row.name}` as Route}
                prefetch={false}
                className="wrap-any"
              >
                {row.displayName}
              </Link>
              <span className="block text-xs text-muted wrap-any">{row.name}</span>
            </Td>
            <Td label="Version">{row.version || "–"}</Td>
            <Td label="Type">
              <Tag>
                {TYPES.find(({ value }) => value === row.policyType)?.label ?? row.policyType}
              </Tag>
            </Td>
            <Td label="Category">{row.category || "–"}</Td>
            <Td label="Assignments" className="text-right tabular-nums">
              {row.assignments}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function filterOf(params: URLSearchParams): DefinitionFilter {
  const list = (name: string) => (params.has(name) ? params.getAll(name) : undefined);
  const parsed = DefinitionFilter.safeParse({
    search: params.get("search") ?? undefined,
    category: list("category"),
    type: list("type"),
    after: params.get("after") ?? undefined,
  });
  return parsed.success ? parsed.data : {};
}
