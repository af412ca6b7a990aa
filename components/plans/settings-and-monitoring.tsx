import type { Route } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import type { Person } from "@/lib/access/model";
import { subscription } from "@/lib/environments/queries";
import { COMPONENT_IDS } from "@/lib/plans/catalog";
import { mustTurnOnDiscovery, troubleOf } from "@/lib/plans/model";
import { type ContainersPlan, containersPlan } from "@/lib/plans/queries";
import { LearnMore } from "../help/learn-more";
import { RefreshOn } from "../live/refresh-on";
import { Breadcrumb, PageHeader } from "../ui/page";
import { EmptyState, MessageBar } from "../ui/status";
import { ComponentForm } from "./component-form";
import { STAYS, WhatStays } from "./what-stays";
import { WishNotice } from "./wish-notice";

/** The components of the Containers plan. Nothing changes until Save, and Save shows first what it sends. */
export async function SettingsAndMonitoring({
  person,
  subscriptionId,
}: {
  person: Person;
  subscriptionId: string;
}) {
  const [home, plan] = await Promise.all([
    subscription(person, subscriptionId),
    containersPlan(person, subscriptionId),
  ]);
  if (!home) notFound();
  return (
    <>
      <Breadcrumb
        crumbs={[
          { label: "Environment settings", href: "/environments" },
          {
            label: `${home.name} | Defender plans`,
            href: `/environments/${subscriptionId}/plans` as Route,
          },
          { label: "Settings & monitoring" },
        ]}
      />
      <PageHeader title="Settings & monitoring">
        Containers on {home.name}.{" "}
        <Link href={`/coverage?subscription=${subscriptionId}` as Route} prefetch={false}>
          How each capability is enabled
        </Link>
      </PageHeader>
      {!plan && <LearnMore topic="settings" />}
      {!plan && (
        <EmptyState title="Azure shows no Containers plan for this subscription">
          Register the resource provider with{" "}
          <code>az provider register --namespace Microsoft.Security</code>, then press Refresh on
          Environment settings.
        </EmptyState>
      )}
      {plan && (
        <ComponentForm subscriptionId={subscriptionId} plan={plan}>
          <LearnMore topic="settings" />
          <Notices subscriptionId={subscriptionId} plan={plan} />
        </ComponentForm>
      )}
      <RefreshOn topic={`subscription:${subscriptionId}`} />
    </>
  );
}

/** How the last change went, what Azure could not do, and what it leaves to a person. */
function Notices({ subscriptionId, plan }: { subscriptionId: string; plan: ContainersPlan }) {
  const trouble = COMPONENT_IDS.flatMap((id) => troubleOf(plan.document, id) ?? []);
  return (
    <>
      {plan.wish && <WishNotice wish={plan.wish} />}
      <WhatStays subscriptionId={subscriptionId} stays={plan.stays} title={STAYS} />
      {mustTurnOnDiscovery(plan.document) && (
        <MessageBar kind="warning" title="Turn Kubernetes API access on by hand">
          This subscription joined before August 2023 without agentless discovery in Defender CSPM.
          Azure does not turn the component on by itself for such a subscription.
        </MessageBar>
      )}
      {trouble.map((text) => (
        <MessageBar key={text} kind="error" title="Azure could not turn a component on">
          {text}
        </MessageBar>
      ))}
    </>
  );
}
