import { ExternalLink, Grid3x3, Settings2, UserRoundKey } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import type { Person } from "@/lib/access/model";
import { subscription } from "@/lib/environments/queries";
import { CONTAINERS, planLabel } from "@/lib/plans/catalog";
import { containersPlan, legacyPlansOn, type PlanRow, plans } from "@/lib/plans/queries";
import { LearnMore } from "../help/learn-more";
import { RefreshOn } from "../live/refresh-on";
import { LinkButton } from "../ui/button";
import { Breadcrumb, CommandBar, PageHeader, Section } from "../ui/page";
import { EmptyState, MessageBar, Status, Tag } from "../ui/status";
import { Table, Td, Th, Tr } from "../ui/table";
import { PlanSwitch } from "./plan-switch";
import { STAYS, WhatStays } from "./what-stays";
import { WishNotice } from "./wish-notice";

const PRICES = "https://azure.microsoft.com/pricing/details/defender-for-cloud/";
const COVERAGE = { full: "Full", partial: "Partial", off: "" } as const;

/** The Defender plans of one subscription. Containers can be changed here; the others are shown as Azure has them. */
export async function DefenderPlans({
  person,
  subscriptionId,
}: {
  person: Person;
  subscriptionId: string;
}) {
  const [home, rows, containers] = await Promise.all([
    subscription(person, subscriptionId),
    plans(person, subscriptionId),
    containersPlan(person, subscriptionId),
  ]);
  if (!home || !rows) notFound();
  const legacy = await legacyPlansOn(subscriptionId);
  return (
    <>
      <Breadcrumb
        crumbs={[{ label: "Environment settings", href: "/environments" }, { label: home.name }]}
      />
      <PageHeader title="Settings | Defender plans">{home.name}</PageHeader>
      <CommandBar>
        <LinkButton
          href={`/environments/${subscriptionId}/plans/containers`}
          look="subtle"
          icon={<Settings2 aria-hidden className="size-4" />}
        >
          Settings & monitoring
        </LinkButton>
        <LinkButton
          href={`/coverage?subscription=${subscriptionId}` as Route}
          look="subtle"
          icon={<Grid3x3 aria-hidden className="size-4" />}
        >
          Support matrix
        </LinkButton>
        <LinkButton
          href={`/roles?subscription=${subscriptionId}` as Route}
          look="subtle"
          icon={<UserRoundKey aria-hidden className="size-4" />}
        >
          Roles and permissions
        </LinkButton>
      </CommandBar>
      <LearnMore topic="plans" />
      {containers?.wish && <WishNotice wish={containers.wish} />}
      {containers && (
        <WhatStays subscriptionId={subscriptionId} stays={containers.stays} title={STAYS} />
      )}
      {legacy.length > 0 && containers && (
        <MessageBar kind="warning" title="Update available">
          <p className="my-1">
            {legacy.map(planLabel).join(" and ")} {legacy.length > 1 ? "are" : "is"} still on. The
            Containers plan replaces
            {legacy.length > 1 ? " them" : " it"}: turn Containers on, and the old{" "}
            {legacy.length > 1 ? "plans are" : "plan is"} turned off in the same change.
          </p>
          <PlanSwitch subscriptionId={subscriptionId} plan={containers} upgrade />
        </MessageBar>
      )}
      {rows.length === 0 && (
        <EmptyState title="Azure shows no Defender plans for this subscription">
          The resource provider Microsoft.Security may not be registered. Register it with{" "}
          <code>az provider register --namespace Microsoft.Security</code>, then press Refresh on
          Environment settings.
        </EmptyState>
      )}
      <PlanTable
        title="Cloud security posture management"
        rows={rows.filter((row) => row.section === "cspm")}
      />
      <PlanTable
        title="Cloud workload protection"
        rows={rows.filter((row) => row.section === "workload")}
        containers={containers && { subscriptionId, plan: containers }}
      />
      <p className="text-muted">
        <a href={PRICES} target="_blank" rel="noreferrer">
          Prices of the plans <ExternalLink aria-hidden className="inline size-3.5" />
          <span className="sr-only">(opens a new tab)</span>
        </a>
      </p>
      <RefreshOn topic={`subscription:${subscriptionId}`} />
    </>
  );
}

type Containers = {
  subscriptionId: string;
  plan: NonNullable<Awaited<ReturnType<typeof containersPlan>>>;
};

function PlanTable({
  title,
  rows,
  containers,
}: {
  title: string;
  rows: PlanRow[];
  containers?: Containers | null;
}) {
  if (rows.length === 0) return null;
  return (
    <Section title={title}>
      <Table label={title}>
        <thead>
          <tr>
            <Th className="w-[28%]">Plan</Th>
            <Th className="w-[20%]">Pricing</Th>
            <Th className="w-[22%]">Resource quantity</Th>
            <Th className="w-[16%]">Monitoring coverage</Th>
            <Th className="w-[14%]">Status</Th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <PlanLine
              key={row.name}
              row={row}
              containers={row.name === CONTAINERS ? (containers ?? null) : null}
            />
          ))}
        </tbody>
      </Table>
    </Section>
  );
}

function PlanLine({ row, containers }: { row: PlanRow; containers: Containers | null }) {
  return (
    <Tr>
      <Td>
        <span className={containers ? "font-semibold" : ""}>{row.label}</span>{" "}
        {row.deprecated && <Tag>Deprecated</Tag>}
      </Td>
      <Td label="Pricing">
        {row.pricing}
        {row.subPlan && <span className="block text-xs text-muted">Plan {row.subPlan}</span>}
        <FreeTrial row={row} />
      </Td>
      <Td label="Resource quantity">
        {containers && (
          <span title="vCores are read off the names of the nodes' VM sizes">
            {containers.plan.clusters} clusters; about {containers.plan.cores} vCores
          </span>
        )}
      </Td>
      <Td label="Coverage">
        <Coverage row={row} containers={containers} />
      </Td>
      <Td label="Status">
        {containers ? (
          <PlanSwitch subscriptionId={containers.subscriptionId} plan={containers.plan} />
        ) : (
          <Status tone={row.on ? "good" : "none"}>{row.on ? "On" : "Off"}</Status>
        )}
      </Td>
    </Tr>
  );
}

function FreeTrial({ row }: { row: PlanRow }) {
  if (!row.on || !row.freeTrialDays) return null;
  return <span className="block text-xs text-muted">Free for {row.freeTrialDays} more days</span>;
}

function Coverage({ row, containers }: { row: PlanRow; containers: Containers | null }) {
  if (!containers) return null;
  const words = row.coverage && COVERAGE[row.coverage];
  return (
    <>
      {words && <Status tone={row.coverage === "full" ? "good" : "warn"}>{words}</Status>}
      <Link
        href={`/environments/${containers.subscriptionId}/plans/containers`}
        prefetch={false}
        className="block"
      >
        Settings
      </Link>
    </>
  );
}
