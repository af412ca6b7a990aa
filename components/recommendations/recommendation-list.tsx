import { ChevronDown, Zap } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import type { Person } from "@/lib/access/model";
import { RESOURCE_CLOUDS, SEVERITIES } from "@/lib/recommendations/catalog";
import {
  type RecommendationRow,
  recommendations,
  type StatusCounts,
  subscriptionCount,
} from "@/lib/recommendations/queries";
import { LearnMore } from "../help/learn-more";
import { RefreshOn } from "../live/refresh-on";
import { HealthBar } from "../ui/bars";
import { counted } from "../ui/counted";
import { FilterBar, FilterPill, SearchBox } from "../ui/filters";
import { Breadcrumb, PageHeader } from "../ui/page";
import { EmptyState, MessageBar, SeverityBadge, Tag } from "../ui/status";
import { Table, Td, Th, Tr } from "../ui/table";

const HEALTH = [
  { value: "unhealthy", label: "Has unhealthy resources" },
  { value: "completed", label: "Completed" },
];
const FIX = [
  { value: "job", label: "Fix" },
  { value: "script", label: "Script" },
  { value: "hand", label: "By hand" },
];
const CLOUDS = Object.entries(RESOURCE_CLOUDS).map(([value, label]) => ({ value, label }));
const FIX_WORDS = { job: "Fix", script: "Fix by script", hand: null } as const;
const asOption = (value: string) => ({ value, label: value });
const SEVERITY_OPTIONS = SEVERITIES.map(asOption);

/** Recommendations under their security controls, with how many of the person's clusters meet them. */
export async function RecommendationList({
  person,
  params,
}: {
  person: Person;
  params: URLSearchParams;
}) {
  const [all, subscriptions] = await Promise.all([
    recommendations(person),
    subscriptionCount(person),
  ]);
  const shown = all.filter((row) => matches(row, params));
  const controls = [...new Set(shown.map((row) => row.control))];
  const narrowed = ["search", "severity", "health", "cloud", "type", "fix"].some((name) =>
    params.has(name),
  );
  return (
    <>
      <Breadcrumb
        crumbs={[
          { label: "Defender for Cloud", href: "/recommendations" },
          { label: "Recommendations" },
        ]}
      />
      <PageHeader title="Recommendations">
        Showing {counted(subscriptions, "subscription")}
      </PageHeader>
      <LearnMore topic="recommendations" />
      {subscriptions === 0 && (
        <MessageBar title="You can see no subscription">
          Ask an Owner for the role Reader, or Security Reader, on the subscriptions that you look
          after. What you may do then is on{" "}
          <Link href="/roles" prefetch={false}>
            Roles and permissions
          </Link>
          .
        </MessageBar>
      )}
      <Summary rows={all} />
      <FilterBar reset={narrowed ? "/recommendations" : null}>
        <SearchBox params={params} label="Search recommendations" />
        <FilterPill name="severity" label="Severity" options={SEVERITY_OPTIONS} params={params} />
        <FilterPill name="health" label="Recommendation status" options={HEALTH} params={params} />
        <FilterPill name="cloud" label="Environment" options={CLOUDS} params={params} />
        <FilterPill
          name="type"
          label="Resource type"
          options={[...new Set(all.map((row) => row.resourceType))].map(asOption)}
          params={params}
        />
        <FilterPill name="fix" label="Response actions" options={FIX} params={params} />
      </FilterBar>
      {controls.length === 0 && (
        <EmptyState title="No recommendation matches">
          Take a filter away, or search for less.
        </EmptyState>
      )}
      {controls.map((control) => (
        <Control
          key={control}
          name={control}
          rows={shown.filter((row) => row.control === control)}
        />
      ))}
      <RefreshOn topic="estate" />
    </>
  );
}

function Control({ name, rows }: { name: string; rows: RecommendationRow[] }) {
  return (
    <details open className="group mb-4">
      <summary className="flex list-none items-center gap-2 rounded-md bg-subtle px-2 py-2 font-semibold">
        <ChevronDown aria-hidden className="size-4 -rotate-90 group-open:rotate-0" />
        <h2 className="m-0 text-sm font-semibold">{name}</h2>
      </summary>
      <Table label={name}>
        <thead>
          <tr>
            <Th className="w-[44%]">Recommendation</Th>
            <Th className="w-[9%]">Severity</Th>
            <Th className="w-[22%]">Unhealthy resources</Th>
            <Th className="w-[16%]">Resource health</Th>
            <Th className="w-[9%]">Actions</Th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Tr key={row.id}>
              <Td>
                <Link
                  href={`/recommendations/${row.assessmentKey}` as Route}
                  prefetch={false}
                  className="wrap-any"
                >
                  {row.title}
                </Link>
                {row.preview && (
                  <>
                    {" "}
                    <Tag>Preview</Tag>
                  </>
                )}
              </Td>
              <Td label="Severity">
                <SeverityBadge severity={row.severity} />
              </Td>
              <Td label="Unhealthy" className="whitespace-nowrap">
                {row.counts.unhealthy.toLocaleString("en")} of{" "}
                {totalOf(row.counts).toLocaleString("en")} {row.resourceType}
              </Td>
              <Td label="Resource health" className="sm:pr-6">
                <HealthBar {...row.counts} />
              </Td>
              <Td label="Actions">
                {FIX_WORDS[row.fixedBy] && (
                  <span className="inline-flex items-center gap-1 align-bottom">
                    <Zap aria-hidden className="size-4 text-warning" />
                    {FIX_WORDS[row.fixedBy]}
                  </span>
                )}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </details>
  );
}

function Summary({ rows }: { rows: RecommendationRow[] }) {
  const counts: StatusCounts = { unhealthy: 0, healthy: 0, notApplicable: 0 };
  for (const row of rows) {
    for (const status of Object.keys(counts) as (keyof StatusCounts)[])
      counts[status] += row.counts[status];
  }
  const completed = rows.filter(
    (row) => row.counts.unhealthy === 0 && totalOf(row.counts) > 0,
  ).length;
  return (
    <section
      aria-label="Summary"
      className="mb-4 flex flex-wrap gap-x-12 gap-y-3 rounded-md border border-line bg-raised p-4"
    >
      <div className="w-110 max-w-full">
        <p className="mt-0 mb-2 text-muted">Resource health</p>
        <HealthBar {...counts} legend />
      </div>
      <div>
        <p className="mt-0 mb-1 text-muted">Completed recommendations</p>
        <p className="m-0 text-2xl font-semibold">
          {completed}/{rows.length}
        </p>
      </div>
    </section>
  );
}

/** The list is a handful of catalog rows, so it is narrowed here; clusters are narrowed by the database. */
function matches(row: RecommendationRow, params: URLSearchParams): boolean {
  const search = (params.get("search") ?? "").trim().toLowerCase();
  const words = [row.title, row.control, row.assessmentKey, ...row.aliases]
    .join("\n")
    .toLowerCase();
  const health = row.counts.unhealthy > 0 ? "unhealthy" : "completed";
  return (
    words.includes(search) &&
    among(params.getAll("severity"), row.severity) &&
    among(params.getAll("health"), health) &&
    among(params.getAll("type"), row.resourceType) &&
    among(params.getAll("cloud"), row.cloud) &&
    among(params.getAll("fix"), row.fixedBy)
  );
}

function among(chosen: string[], value: string): boolean {
  return chosen.length === 0 || chosen.includes(value);
}

function totalOf(counts: StatusCounts): number {
  return counts.unhealthy + counts.healthy + counts.notApplicable;
}
