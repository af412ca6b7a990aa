import { ShieldCheck } from "lucide-react";
import Link from "next/link";
import { notFound } from "next/navigation";
import type { Person } from "@/lib/access/model";
import type { ExtensionFacts } from "@/lib/cloud/cloud";
import type { FaultRecord } from "@/lib/cloud/faults";
import { connectedClusterNow } from "@/lib/inventory/live";
import { prerequisites } from "@/lib/inventory/model";
import { type ConnectedClusterRow, connectedCluster } from "@/lib/inventory/queries";
import { RECOMMENDATIONS_OF, recommendation, STATUSES } from "@/lib/recommendations/catalog";
import { assessmentsOf } from "@/lib/recommendations/queries";
import { RefreshWhile } from "../live/refresh-while";
import { LinkButton } from "../ui/button";
import { Breadcrumb, CommandBar, Essentials, PageHeader, Section } from "../ui/page";
import { EmptyState, MessageBar, Status } from "../ui/status";
import { Time } from "../ui/time";
import { recommendationHref, VERDICT_TONES, verifyHref } from "../verify/cluster-links";
import { Connectivity } from "./connected-table";
import { ExtensionTable } from "./extension-table";
import { RefreshPage } from "./refresh-page";

/** What is installed on one Arc-enabled cluster, read from Azure now; and what it takes to install something. */
export async function ExtensionsPage({ person, id }: { person: Person; id: string }) {
  const row = await connectedCluster(person, id);
  if (!row) notFound();
  const [now, assessments] = await Promise.all([
    connectedClusterNow(person, id),
    assessmentsOf(person, id),
  ]);
  // Where Azure does not answer, what the portal last saw stands in.
  const { connectivity, lastConnectedAt, extensions } = { ...row, ...now?.facts };
  return (
    <>
      <Breadcrumb
        crumbs={[
          { label: "Azure Arc clusters", href: "/arc" },
          { label: `${row.name}: Extensions` },
        ]}
      />
      <PageHeader title={`${row.name}: Extensions`}>
        {row.subscription}, {row.resourceGroup}, {row.region}
      </PageHeader>
      <CommandBar>
        <RefreshPage />
        <LinkButton
          look="subtle"
          href={verifyHref(row.id)}
          icon={<ShieldCheck aria-hidden className="size-4" />}
        >
          Verify the deployment
        </LinkButton>
      </CommandBar>
      {now?.fault && <NotRead fault={now.fault} />}
      <Essentials
        facts={[
          ["Connectivity", <Connectivity key="connectivity" value={connectivity ?? ""} />],
          ["Last heard", lastConnectedAt ? <Time key="heard" at={lastConnectedAt} /> : "Never"],
          ["Distribution", row.distribution || "Not known"],
          ["Kubernetes", row.version || "Not known"],
          ["Agents", row.agentVersion || "Not known"],
          ["Nodes", row.nodeCount],
        ]}
      />
      <div className="mt-4 mb-6">
        <Extensions
          cluster={row}
          extensions={extensions}
          sensor={assessments.arcDefenderExtension?.id ?? null}
          policy={assessments.arcPolicyExtension?.id ?? null}
        />
      </div>
      <Recommendations name={row.name} assessments={assessments} />
      <Prerequisites
        cluster={{ ...row, connectivity: connectivity ?? "" }}
        providerState={now?.providerState ?? null}
      />
    </>
  );
}

/** Where the cluster stands in each recommendation for its kind; the links lead to its row there, to be fixed. */
function Recommendations({
  name,
  assessments,
}: {
  name: string;
  assessments: Awaited<ReturnType<typeof assessmentsOf>>;
}) {
  return (
    <Section title="Recommendations">
      <ul className="m-0 list-none p-0">
        {RECOMMENDATIONS_OF.arc.map((id) => {
          const found = assessments[id];
          return (
            <li key={id} className="flex flex-wrap gap-x-3 py-1">
              <Link href={recommendationHref(id, found?.status ?? null, name)} prefetch={false}>
                {recommendation(id).title}
              </Link>
              <Status tone={found ? VERDICT_TONES[found.status] : "none"}>
                {found ? STATUSES[found.status] : "Not judged yet"}
              </Status>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

function Prerequisites({
  cluster,
  providerState,
}: {
  cluster: Pick<ConnectedClusterRow, "connectivity" | "version" | "nodeCount">;
  providerState: string | null;
}) {
  const tone = (met: boolean | null) => (met === null ? "none" : met ? "good" : "bad");
  return (
    <Section title="What extensions need">
      <ul className="m-0 list-none p-0">
        {prerequisites({ ...cluster, providerState }).map(({ label, met, says }) => (
          <li key={label} className="flex flex-wrap gap-x-3 py-1">
            <Status tone={tone(met)}>{label}</Status>
            <span className="text-muted wrap-any">{says}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function NotRead({ fault }: { fault: FaultRecord }) {
  return (
    <MessageBar kind="warning" title={`Azure did not give the cluster: ${fault.code}`}>
      {fault.message} What is shown is what the portal last saw.
      {fault.requestId && ` Request id ${fault.requestId}.`}
    </MessageBar>
  );
}

function isMoving({ state }: ExtensionFacts): boolean {
  return ["Creating", "Updating", "Deleting"].includes(state);
}

function Extensions({
  cluster,
  extensions,
  sensor,
  policy,
}: {
  cluster: { name: string };
  extensions: ExtensionFacts[];
  sensor: string | null;
  policy: string | null;
}) {
  if (extensions.length === 0) {
    return (
      <EmptyState title="Nothing is installed">
        Open a recommendation below and press Fix to install the Defender sensor or Azure Policy on{" "}
        {cluster.name}.
      </EmptyState>
    );
  }
  return (
    <>
      {extensions.some(isMoving) && <RefreshWhile />}
      <ExtensionTable extensions={extensions} assessments={{ sensor, policy }} />
    </>
  );
}
