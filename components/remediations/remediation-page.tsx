import type { Route } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import type { Person } from "@/lib/access/model";
import { recommendation } from "@/lib/recommendations/catalog";
import { VERBS } from "@/lib/remediations/catalog";
import { TASK_FLOW, type TaskState } from "@/lib/remediations/flow";
import { liveRemediation } from "@/lib/remediations/live";
import { Breadcrumb, PageHeader } from "../ui/page";
import { Time } from "../ui/time";
import { Progress } from "./progress";

/** A remediation as it moves. The first state is drawn on the server; then the page follows by itself. */
export async function RemediationPageBody({
  person,
  id,
  params,
}: {
  person: Person;
  id: string;
  params: URLSearchParams;
}) {
  const states = params.getAll("state").filter((state): state is TaskState => state in TASK_FLOW);
  const cursor = params.get("after");
  const live = await liveRemediation(person, id, { states, cursor });
  if (!live) notFound();
  return (
    <>
      <Breadcrumb
        crumbs={[{ label: "Remediations", href: "/remediations" }, { label: live.head.title }]}
      />
      <PageHeader title={live.head.title}>
        {VERBS[live.head.verb].label}, started by {live.head.actor},{" "}
        <Time at={live.head.createdAt} />.{" "}
        <Link
          href={
            `/recommendations/${recommendation(live.head.recommendationId).assessmentKey}` as Route
          }
          prefetch={false}
        >
          Open the recommendation
        </Link>
      </PageHeader>
      <Progress
        id={id}
        mine={live.head.actor === person.displayName}
        query={params.toString()}
        states={states}
        cursor={cursor}
        initial={JSON.parse(JSON.stringify(live))}
      />
    </>
  );
}
