"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import {
  AWS_ROLE_IDS,
  AWS_ROLES,
  CLOUDS,
  CONNECTOR_COMPONENTS,
  connectorComponent,
} from "@/lib/connectors/catalog";
import { review } from "@/lib/onboarding/actions";
import { type DraftChoice, STEPS, type Step } from "@/lib/onboarding/choice";
import { connectorHref } from "../connectors/connector-line";
import { Calls } from "../plans/calls";
import { Button } from "../ui/button";
import { Essentials, Section } from "../ui/page";
import { MessageBar, Status } from "../ui/status";
import type { StepProps } from "./connector-wizard";
import { useAnswer } from "./use-answer";

/** Everything that was chosen, with the way back to it; the call that will be sent; and what happens then. */
export function Review({ facts, choice, go }: StepProps) {
  const { cloud } = choice;
  const { clusters, applied } = CLOUDS[cloud];
  return (
    <>
      <Chosen step="details" choice={choice} go={go}>
        {detailsOf(facts.places.subscriptions, choice)}
      </Chosen>
      <Chosen step="plans" choice={choice} go={go}>
        {plansOf(choice)}
      </Chosen>
      <Chosen step="access" choice={choice} go={go}>
        {accessOf(choice, facts.externalId)}
      </Chosen>
      <Section title={facts.editing ? "What Save sends" : "What Create sends"}>
        <Sent facts={facts} choice={choice} />
      </Section>
      <Section title="What happens then">
        <ol className="my-0 max-w-4xl pl-5">
          <li>The connector is saved in Azure, in your name. The page follows that.</li>
          <li>
            The portal looks again and again whether it can come in, until the {applied} is applied
            and every right is there.
          </li>
          <li>It reads the {clusters} of all regions, and judges them.</li>
          <li>
            Defender for Cloud reads the environment by itself, every {choice.scanHours} hours, and
            does what the components that are on say.
            {cloud === "gcp" && " Its first reading can take up to 8 hours."}
          </li>
        </ol>
      </Section>
    </>
  );
}

function Chosen({
  step,
  choice,
  go,
  children,
}: {
  step: Step;
  choice: DraftChoice;
  go: StepProps["go"];
  children: [label: string, value: ReactNode][];
}) {
  const title = STEPS[step].title[choice.cloud];
  return (
    <Section title={title}>
      <Essentials facts={children} />
      <Button look="subtle" className="-ml-3" onClick={() => go(step)}>
        Change<span className="sr-only"> {title}</span>
      </Button>
    </Section>
  );
}

type Facts = [label: string, value: ReactNode][];

function detailsOf(subscriptions: { id: string; name: string }[], choice: DraftChoice): Facts {
  const subscription = subscriptions.find(({ id }) => id === choice.subscriptionId);
  const aws = choice.cloud === "aws";
  return [
    ["Connector name", choice.name || "Missing"],
    aws
      ? ["AWS account", choice.accountId || "Missing"]
      : [
          "GCP project",
          `${choice.projectId || "Missing"} (${choice.projectNumber || "no number"})`,
        ],
    ["Onboard", choice.organization ? "With its organisation" : "By itself"],
    ...(aws
      ? ([["AWS regions", choice.allRegions ? "All" : choice.regions.join(", ")]] as Facts)
      : []),
    ["Subscription", subscription?.name ?? (choice.subscriptionId || "Missing")],
    ["Resource group", choice.resourceGroup || "Missing"],
    ["Azure region", choice.region],
    ["Scan interval", `${choice.scanHours} hours`],
  ];
}

function plansOf(choice: DraftChoice): Facts {
  const { containers, components, cloud, retention } = choice;
  if (!containers) return [["Containers plan", "Off"]];
  const kept = cloud === "aws" && components.auditLogs;
  return [
    ["Containers plan", "On"],
    ...CONNECTOR_COMPONENTS.map((id): [string, ReactNode] => [
      connectorComponent(id).label,
      components[id] ? "On" : "Off",
    ]),
    ...(kept ? ([["Audit logs are kept", `${retention} days`]] as Facts) : []),
  ];
}

function accessOf({ access, roleNames, cloud }: DraftChoice, externalId: string): Facts {
  const named = AWS_ROLE_IDS.filter((id) => roleNames[id]);
  return [
    ["Permissions type", access === "least" ? "Least privilege access" : "Default access"],
    ...(cloud === "aws" ? ([["External ID", externalId]] as Facts) : []),
    ...named.map((id): [string, ReactNode] => [AWS_ROLES[id], roleNames[id]]),
  ];
}

function Sent({ facts, choice }: Pick<StepProps, "facts" | "choice">) {
  const { value, refusal } = useAnswer(review, facts.draftId, choice);
  if (refusal) return <MessageBar kind="error">{refusal}</MessageBar>;
  if (!value) return <Status tone="busy">Working out what would be sent…</Status>;
  if (value.problems.length > 0) {
    return (
      <MessageBar kind="error" title="Something needs a look first">
        <ul className="m-0 pl-5">
          {value.problems.map(({ step, field, says }) => (
            <li key={field}>
              {STEPS[step].title[choice.cloud]}: {says}
            </li>
          ))}
        </ul>
      </MessageBar>
    );
  }
  return (
    <>
      {value.mayNot && <MessageBar kind="error">{value.mayNot}</MessageBar>}
      {value.sameAs && (
        <MessageBar kind="error" title="It is connected already">
          By <Link href={connectorHref(value.sameAs.id)}>{value.sameAs.name}</Link>. Azure allows
          one connector for an account or project: open that one, and edit it.
        </MessageBar>
      )}
      {value.call && (
        <>
          <p className="mt-0">
            <strong>One call will be sent as {value.sentAs}:</strong>
          </p>
          <Calls calls={[value.call]} />
        </>
      )}
    </>
  );
}
