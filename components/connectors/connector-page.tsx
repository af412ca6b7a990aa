import { Suspense } from "react";
import type { Person } from "@/lib/access/model";
import { CLOUDS } from "@/lib/connectors/catalog";
import { type ConnectorDetail, connectorDetail } from "@/lib/connectors/queries";
import { HEALTH, type Health } from "@/lib/connectors/states";
import { saidBy } from "@/lib/onboarding/model";
import { connectorLacks, connectorOutline, lastSaving } from "@/lib/onboarding/queries";
import { LearnMore } from "../help/learn-more";
import { RefreshOn } from "../live/refresh-on";
import { ConnectorCommands } from "../onboarding/connector-commands";
import { NeededOutline } from "../onboarding/needed-outline";
import { LastSaving, NotThere } from "../onboarding/saving";
import { Breadcrumb, CommandBar, Essentials, PageHeader, Section } from "../ui/page";
import { MessageBar, Status } from "../ui/status";
import { Time } from "../ui/time";
import { AccessTable } from "./access-table";
import { ConnectorClusters } from "./connector-clusters";
import { ConnectorPlan } from "./connector-plan";
import { WhatChanged } from "./what-changed";

/** One connector: how it stands, what its plan is, what it may do, and the clusters that it brings. */
export async function ConnectorPage({
  person,
  params,
}: {
  person: Person;
  params: URLSearchParams;
}) {
  const connector = await connectorDetail(person, params.get("id") ?? "");
  if (!connector) return <NotThere person={person} id={params.get("id") ?? ""} />;
  const { account, applied, clusters } = CLOUDS[connector.cloud];
  return (
    <>
      <Breadcrumb
        crumbs={[
          { label: "Environment settings", href: "/environments" },
          { label: connector.name },
        ]}
      />
      <PageHeader title={connector.name}>
        {account} {connector.projectId || connector.hierarchyId}
      </PageHeader>
      <CommandBar>
        <Commands person={person} connector={connector} />
      </CommandBar>
      <LearnMore topic="environments" />
      <LastSaving person={person} id={connector.id} />
      <Troubles connector={connector} />
      <Facts connector={connector} />
      <Section title={clusters} id="clusters">
        <ConnectorClusters person={person} connector={connector} params={params} />
      </Section>
      <ConnectorPlan person={person} connector={connector} />
      <Section title="Access" id="access">
        <AccessTable connector={connector} />
      </Section>
      <Section title={`${applied} of this connector`} id="template">
        <Suspense fallback={<Status tone="busy">Writing the {applied}…</Status>}>
          <NeededOutline person={person} connector={connector} />
        </Suspense>
      </Section>
      <Section title="What changed">
        <WhatChanged person={person} connector={connector} />
      </Section>
      <RefreshOn topic={`connector:${connector.id}`} />
    </>
  );
}

async function Commands({ person, connector }: { person: Person; connector: ConnectorDetail }) {
  const { id, name, cloud, clusters, connected } = connector;
  const [mayNot, saving, outline] = await Promise.all([
    connectorLacks(person, connector),
    lastSaving(person, id),
    connectorOutline(person, id),
  ]);
  const creates = "fault" in outline ? [] : outline.creates;
  return (
    <ConnectorCommands
      connector={{ id, name, cloud, clusters, connected, creates }}
      reading={{
        at: connector.syncedAt?.toISOString() ?? null,
        fault: connector.syncFault?.message ?? null,
      }}
      mayNot={mayNot}
      live={saving !== null && ["queued", "applying"].includes(saving.state)}
    />
  );
}

/** Where on the page stands what puts a trouble right. */
const WHERE: Partial<Record<Health, { href: string; label: (applied: string) => string }>> = {
  unreachable: { href: "#template", label: (applied) => `To the ${applied}` },
  missing: { href: "#access", label: () => "To what is missing" },
  outdated: { href: "#template", label: (applied) => `To the ${applied}` },
};

function Troubles({ connector }: { connector: ConnectorDetail }) {
  const { health, access, syncFault, cloud } = connector;
  const { label, says, tone } = HEALTH[health];
  if (tone !== "bad" && tone !== "warn") return null;
  const fault = access?.fault ?? syncFault;
  return (
    <MessageBar kind={tone === "bad" ? "error" : "warning"} title={label}>
      <p className="my-1">
        {says}{" "}
        {WHERE[health] && (
          <a href={WHERE[health].href}>{WHERE[health].label(CLOUDS[cloud].applied)}</a>
        )}
      </p>
      {fault && (
        <p className="my-1">
          {saidBy(CLOUDS[cloud].short, fault)} ({fault.code}
          {fault.requestId && `, request ${fault.requestId}`})
        </p>
      )}
    </MessageBar>
  );
}

function Facts({ connector }: { connector: ConnectorDetail }) {
  const { cloud, choice, health, templateApplied, templateNeeded } = connector;
  const { label, tone } = HEALTH[health];
  const { applied } = CLOUDS[cloud];
  return (
    <div className="mb-6">
      <Essentials
        facts={[
          [
            "Connectivity",
            <Status key="health" tone={tone}>
              {label}
            </Status>,
          ],
          cloud === "aws"
            ? ["AWS account", connector.hierarchyId]
            : ["GCP project", `${connector.projectId} (number ${connector.hierarchyId})`],
          [
            "Onboarded",
            connector.membership === "Organization"
              ? "With its organisation"
              : connector.membership === "Member"
                ? "As a member of an organisation"
                : "By itself",
          ],
          ["Subscription", connector.subscription],
          ["Resource group", connector.resourceGroup],
          ["Azure region", choice.region],
          ["Read by Defender", `Every ${choice.scanHours} hours`],
          [
            "Clusters read",
            connector.syncedAt ? <Time key="read" at={connector.syncedAt} /> : "Not yet",
          ],
          [
            "Access verified",
            connector.verifiedAt ? <Time key="verified" at={connector.verifiedAt} /> : "Not yet",
          ],
          [`${applied} applied`, templateApplied || "None that is known"],
          [`${applied} needed`, templateNeeded || "Not known yet"],
          ...(connector.externalId
            ? ([["External ID", <code key="external">{connector.externalId}</code>]] as [
                string,
                React.ReactNode,
              ][])
            : []),
        ]}
      />
    </div>
  );
}
