import type { Route } from "next";
import Link from "next/link";
import type { Person } from "@/lib/access/model";
import { AUDIT_ACTIONS, AUDIT_OUTCOMES } from "@/lib/audit/model";
import { entriesOf } from "@/lib/audit/queries";
import type { ConnectorDetail } from "@/lib/connectors/queries";
import { DiffView } from "../ui/diff-view";
import { Disclosure } from "../ui/disclosure";
import { Time } from "../ui/time";

const SHOWN = 10;

/** The last changes of a connector that this portal made or was asked for, with what was before and after. */
export async function WhatChanged({
  person,
  connector: { id, name },
}: {
  person: Person;
  connector: ConnectorDetail;
}) {
  const entries = await entriesOf(person, id, SHOWN);
  if (entries.length === 0) {
    return <p className="m-0 text-muted">Nothing yet by this portal.</p>;
  }
  return (
    <>
      <ol className="m-0 list-none p-0">
        {entries.map(({ id: entry, at, actor, action, outcome, summary, before, after }) => (
          <li key={entry} className="border-b border-line py-2">
            <Time at={at} />, {actor}: {AUDIT_ACTIONS[action] ?? action} (
            {AUDIT_OUTCOMES[outcome] ?? outcome}). <span className="wrap-any">{summary}</span>
            {before !== null && after !== null && (
              <details>
                <Disclosure>Before and after</Disclosure>
                <DiffView label="Before and after" before={before} after={after} />
              </details>
            )}
          </li>
        ))}
      </ol>
      <p>
        <Link href={`/audit?search=${encodeURIComponent(name)}` as Route} prefetch={false}>
          All of it in the audit log
        </Link>
      </p>
    </>
  );
}
