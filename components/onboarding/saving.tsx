import type { Route } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import type { Person } from "@/lib/access/model";
import { lastSaving, type Saving } from "@/lib/onboarding/queries";
import { VERBS } from "@/lib/onboarding/wish";
import { RefreshWhile } from "../live/refresh-while";
import { Breadcrumb, PageHeader } from "../ui/page";
import { MessageBar } from "../ui/status";
import { Time } from "../ui/time";
import { draftHref } from "./draft-href";

const KIND = {
  queued: "info",
  applying: "info",
  applied: "success",
  failed: "error",
  conflict: "error",
} as const;

/** What stands in the place of a connector that is not there yet, or no more, for who has asked for it. */
export async function NotThere({ person, id }: { person: Person; id: string }) {
  const saving = await lastSaving(person, id);
  if (!saving) notFound();
  return (
    <>
      <Breadcrumb
        crumbs={[
          { label: "Environment settings", href: "/environments" as Route },
          { label: saving.name },
        ]}
      />
      <PageHeader title={saving.name} />
      <SavingState saving={saving} />
    </>
  );
}

/** How the last change of a connector went, while it goes and where it did not go well; nothing otherwise. */
export async function LastSaving({ person, id }: { person: Person; id: string }) {
  const saving = await lastSaving(person, id);
  return saving && saving.state !== "applied" ? <SavingState saving={saving} /> : null;
}

function SavingState({ saving }: { saving: Saving }) {
  const { verb, state, fault, by, at, draftId } = saving;
  const live = state === "queued" || state === "applying";
  const doing = `${VERBS[verb].doing}…`;
  const title = {
    queued: doing,
    applying: doing,
    applied: VERBS[verb].done,
    failed: "The last change was not applied",
    conflict: "The last change was not applied: somebody else had changed the connector",
  }[state];
  return (
    <MessageBar kind={KIND[state]} title={title}>
      By {by}, <Time at={at} />.
      {fault && state !== "applied" && (
        <>
          {" "}
          Azure said: {fault.code}: {fault.message}
          {fault.requestId && ` (request id ${fault.requestId})`}
        </>
      )}
      {!live && draftId && (
        <>
          {" "}
          What you had filled in is kept:{" "}
          <Link href={draftHref(draftId, "review")} prefetch={false}>
            look at it again
          </Link>
          .
        </>
      )}
      {live && <RefreshWhile />}
    </MessageBar>
  );
}
