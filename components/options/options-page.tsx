import type { Route } from "next";
import { Suspense } from "react";
import type { Person } from "@/lib/access/model";
import { installable, LANGUAGES, type Language } from "@/lib/options/catalog";
import { type OptionsQuery, optionsQueryOf } from "@/lib/options/list-query";
import { optionsFor } from "@/lib/options/queries";
import { recommendation } from "@/lib/recommendations/catalog";
import { facets } from "@/lib/recommendations/queries";
import { withParams } from "../live/query-string";
import { ClusterFilterBar } from "../recommendations/cluster-filter";
import { Breadcrumb, PageHeader } from "../ui/page";
import { MessageBar, Status } from "../ui/status";
import { TabLinks } from "../ui/tabs";
import { Written } from "./written";

/** A task for many clusters, in the language that a person's own tools speak. */
export async function OptionsPageBody({
  person,
  params,
}: {
  person: Person;
  params: URLSearchParams;
}) {
  const query = optionsQueryOf(params);
  const { title, assessmentKey } = recommendation(installable(query.installable).recommendation);
  return (
    <>
      <Breadcrumb
        crumbs={[
          { label: "Recommendations", href: "/recommendations" },
          { label: title, href: `/recommendations/${assessmentKey}` as Route },
          { label: "All options" },
        ]}
      />
      <PageHeader title="All options">
        The same as Fix and Remove do, written for your own tools. The portal runs none of it.
      </PageHeader>
      {query.wrong.map((text) => (
        <MessageBar key={text} kind="error">
          {text}
        </MessageBar>
      ))}
      <Choice person={person} query={query} params={params} />
      <Suspense fallback={<Status tone="busy">Writing it for the clusters…</Status>}>
        <Written
          options={optionsFor(person, query)}
          query={query}
          params={params}
          tabs={
            <TabLinks
              label="Language"
              tabs={(Object.keys(LANGUAGES) as Language[]).map((language) => ({
                label: LANGUAGES[language],
                current: language === query.language,
                href: withParams(params, { language }) as Route,
              }))}
            />
          }
        />
      </Suspense>
    </>
  );
}

/** Which clusters: those that were selected, or all that a filter leaves. */
async function Choice({
  person,
  query,
  params,
}: {
  person: Person;
  query: OptionsQuery;
  params: URLSearchParams;
}) {
  if (query.named) return null;
  const choices = await facets(person, installable(query.installable).recommendation);
  return <ClusterFilterBar choices={choices} params={params} />;
}
