import { Suspense } from "react";
import type { Person } from "@/lib/access/model";
import type { NetworkFilter } from "@/lib/network/filter";
import {
  type NetworkCluster,
  type PrivateLinkChecklist,
  privateLinkChecklist,
} from "@/lib/network/queries";
import { Essentials, Section } from "../ui/page";
import { Status, type Tone } from "../ui/status";
import { ChosenCluster, ClusterPicker, chosenCluster } from "./cluster-picker";

const STATES: Record<PrivateLinkChecklist["items"][number]["state"], { tone: Tone; word: string }> =
  {
    met: { tone: "good", word: "Met" },
    notMet: { tone: "bad", word: "Not met" },
    unknown: { tone: "warn", word: "Can't be told" },
  };

/** What an Azure Monitor Private Link Scope needs, judged by the configuration of a cluster. */
export async function PrivateLink({
  person,
  filter,
  params,
}: {
  person: Person;
  filter: NetworkFilter;
  params: URLSearchParams;
}) {
  const cluster = await chosenCluster(person, filter);
  return (
    <>
      <p className="mt-0 mb-4 max-w-4xl">
        By default AKS clusters send to the internet, and nothing here is needed. Where a cluster's
        events have to go out by an Azure Monitor Private Link Scope (AMPLS), four conditions must
        hold. They are read from Azure in your name, as they are now.
      </p>
      <Section title="Which cluster">
        {cluster ? (
          <ChosenCluster cluster={cluster} filter={filter} params={params} />
        ) : (
          <ClusterPicker person={person} filter={filter} params={params} />
        )}
      </Section>
      {cluster && (
        <Section title="The four conditions">
          <Suspense
            key={cluster.id}
            fallback={<Status tone="busy">Reading the configuration from Azure…</Status>}
          >
            <Checklist person={person} cluster={cluster} />
          </Suspense>
        </Section>
      )}
      <p className="max-w-4xl text-muted">
        Sensors since 2025-10-23 can use Microsoft Security Private Link instead, which is about{" "}
        <code>*.cloud.defender.microsoft.com</code> and is not there in Azure Government and
        21Vianet:{" "}
        <a
          href="https://learn.microsoft.com/azure/defender-for-cloud/concept-private-links"
          target="_blank"
          rel="noreferrer"
        >
          how it works
        </a>
        .{" "}
        <a
          href="https://learn.microsoft.com/azure/azure-monitor/logs/private-link-configure"
          target="_blank"
          rel="noreferrer"
        >
          How to create an Azure Monitor Private Link Scope
        </a>
      </p>
    </>
  );
}

async function Checklist({ person, cluster }: { person: Person; cluster: NetworkCluster }) {
  const { items, scope, workspaceId } = await privateLinkChecklist(person, cluster);
  return (
    <>
      <Essentials
        facts={[
          ["Workspace", workspaceId ? workspaceId.slice(workspaceId.lastIndexOf("/") + 1) : "None"],
          ["Private Link Scope", scope ?? "None found"],
        ]}
      />
      <ol aria-label="Conditions" className="mt-3 mb-0 max-w-4xl list-decimal pl-6">
        {items.map(({ title, state, words }) => (
          <li key={title} className="border-b border-line py-2 pl-1">
            <div className="flex flex-wrap items-start justify-between gap-x-4">
              <span className="font-semibold">{title}</span>
              <Status tone={STATES[state].tone}>{STATES[state].word}</Status>
            </div>
            <p className="m-0 wrap-any text-muted">{words}</p>
          </li>
        ))}
      </ol>
    </>
  );
}
