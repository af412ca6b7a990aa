import { Download, Trash2 } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { Suspense } from "react";
import type { Person } from "@/lib/access/model";
import {
  type RecommendationId,
  recommendation,
  STATUSES,
  type Status,
} from "@/lib/recommendations/catalog";
import { listQueryOf } from "@/lib/recommendations/live";
import { facets, statusCounts } from "@/lib/recommendations/queries";
import { isRemovable } from "@/lib/remediations/catalog-removal";
import { LearnMore } from "../help/learn-more";
import { withParams } from "../live/query-string";
import { RefreshOn } from "../live/refresh-on";
import { BUTTON, cx } from "../ui/classes";
import { Disclosure } from "../ui/disclosure";
import { Breadcrumb, CommandBar, Essentials, PageHeader } from "../ui/page";
import { SeverityBadge, Status as Shown, Tag } from "../ui/status";
import { TabLinks } from "../ui/tabs";
import { AssessmentList } from "./assessment-list";
import { ClusterFilterBar } from "./cluster-filter";

/** One recommendation: what it says, what to do, and which clusters meet it. */
export async function RecommendationDetail({
  person,
  id,
  params,
}: {
  person: Person;
  id: RecommendationId;
  params: URLSearchParams;
}) {
  const spec = recommendation(id);
  const query = listQueryOf(params);
  const [counts, choices] = await Promise.all([
    statusCounts(person, id, query.filter),
    facets(person, id),
  ]);
  const exportHref = `/api/recommendations/${spec.assessmentKey}/csv${withParams(params, {})}`;
  const removalHref =
    `/removal${withParams(params, { component: id, status: null, sort: null, order: null })}` as Route;
  return (
    <>
      <Breadcrumb
        crumbs={[{ label: "Recommendations", href: "/recommendations" }, { label: spec.title }]}
      />
      <PageHeader title={spec.title}>
        {spec.preview && (
          <>
            <Tag>Preview</Tag> Microsoft offers this for Azure Arc as a preview: self-service,
            opt-in, without a service-level agreement.
          </>
        )}
      </PageHeader>
      <CommandBar>
        <a href={exportHref} download className={cx(BUTTON.base, BUTTON.subtle)}>
          <Download aria-hidden className="size-4" />
          Download CSV
        </a>
        {query.status === "healthy" && isRemovable(id) && (
          <Link href={removalHref} prefetch={false} className={cx(BUTTON.base, BUTTON.subtle)}>
            <Trash2 aria-hidden className="size-4" />
            Remove…
          </Link>
        )}
      </CommandBar>
      <Essentials
        facts={[
          ["Severity", <SeverityBadge key="severity" severity={spec.severity} />],
          ["Security control", spec.control],
          ["Freshness", spec.freshness],
          ["Resource type", spec.resourceType],
        ]}
      />
      <p className="my-3 max-w-3xl">{spec.description}</p>
      <details className="mb-4 max-w-3xl">
        <Disclosure>Remediation steps</Disclosure>
        <ol className="my-1 pl-6">
          {spec.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </details>
      <LearnMore topic="recommendation" />
      <ClusterFilterBar choices={choices} params={params} />
      <TabLinks
        label="Affected resources"
        tabs={(Object.keys(STATUSES) as Status[]).map((status) => ({
          label: STATUSES[status],
          count: counts[status],
          current: status === query.status,
          href: withParams(params, { status }) as Route,
        }))}
      />
      <Suspense fallback={<Shown tone="busy">Reading clusters…</Shown>}>
        <AssessmentList
          person={person}
          id={id}
          query={query}
          total={counts[query.status]}
          params={params}
        />
      </Suspense>
      <RefreshOn topic="estate" />
    </>
  );
}
