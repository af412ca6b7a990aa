import { Settings2 } from "lucide-react";
import type { Route } from "next";
import { notFound } from "next/navigation";
import type { Person } from "@/lib/access/model";
import {
  CAPABILITIES,
  type CapabilitySpec,
  KINDS,
  type Kind,
  MATRIX_SOURCE,
  PREVIEW,
} from "@/lib/coverage/catalog";
import { stateOf } from "@/lib/coverage/model";
import { clustersByKind } from "@/lib/coverage/queries";
import { subscription } from "@/lib/environments/queries";
import type { Installed } from "@/lib/inventory/model";
import type { PlanChoice } from "@/lib/plans/choice";
import { containersPlan } from "@/lib/plans/queries";
import { ChooseSubscription, ChosenSubscription } from "../environments/choose-subscription";
import { LearnMore } from "../help/learn-more";
import { RefreshOn } from "../live/refresh-on";
import { LinkButton } from "../ui/button";
import { Breadcrumb, CommandBar, PageHeader } from "../ui/page";
import { MessageBar, Status, Tag, type Tone } from "../ui/status";
import { Table, Td, Th, Tr } from "../ui/table";

const KIND_NAMES = Object.keys(KINDS) as Kind[];

/** Which capability exists for which kind of cluster, how it is enabled, and how it stands on a subscription. */
export async function SupportMatrix({
  person,
  params,
}: {
  person: Person;
  params: URLSearchParams;
}) {
  const subscriptionId = params.get("subscription");
  const home = subscriptionId ? await subscription(person, subscriptionId) : null;
  if (subscriptionId && !home) notFound();
  return (
    <>
      <Breadcrumb
        crumbs={[
          { label: "Defender for Cloud", href: "/recommendations" },
          { label: "Support matrix" },
        ]}
      />
      <PageHeader title="Support matrix">
        What Defender for Containers does for each kind of cluster, and how it is enabled
      </PageHeader>
      {home?.whole && (
        <CommandBar>
          <LinkButton
            href={`/environments/${home.id}/plans/containers` as Route}
            look="subtle"
            icon={<Settings2 aria-hidden className="size-4" />}
          >
            Settings & monitoring
          </LinkButton>
        </CommandBar>
      )}
      <LearnMore topic="coverage" />
      {home ? (
        <>
          <ChosenSubscription name={home.name} params={params} />
          <OnSubscription person={person} subscriptionId={home.id} />
          <RefreshOn topic={`subscription:${home.id}`} />
        </>
      ) : (
        <>
          <Matrix here={null} />
          <ChooseSubscription person={person} params={params} />
        </>
      )}
    </>
  );
}

interface Here {
  plan: PlanChoice;
  counts: Installed;
}

async function OnSubscription({
  person,
  subscriptionId,
}: {
  person: Person;
  subscriptionId: string;
}) {
  const [plan, counts] = await Promise.all([
    containersPlan(person, subscriptionId),
    clustersByKind(person, subscriptionId),
  ]);
  return (
    <>
      {!plan && (
        <MessageBar kind="warning" title="The plan of this subscription can't be read">
          Either you see only some of its resource groups, or Azure shows no Containers plan for it.
          What is on its clusters can't be told from here.
        </MessageBar>
      )}
      <Matrix here={plan && counts && { plan: plan.applied, counts }} />
    </>
  );
}

function Matrix({ here }: { here: Here | null }) {
  return (
    <>
      <Table label="Support matrix">
        <thead>
          <tr>
            <Th className="w-[20%]">Capability</Th>
            {KIND_NAMES.map((kind) => (
              <Th key={kind} className="w-[20%]" title={KINDS[kind].says}>
                {KINDS[kind].label} {KINDS[kind].preview && <Tag>Preview</Tag>}
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {CAPABILITIES.map((capability) => (
            <Tr key={capability.label}>
              <Td className="align-top">
                <span className="font-semibold">{capability.label}</span>
                <span className="block text-xs text-muted">{capability.says}</span>
              </Td>
              {KIND_NAMES.map((kind) => (
                <Td key={kind} label={KINDS[kind].label} className="align-top">
                  <Cell capability={capability} kind={kind} here={here} />
                </Td>
              ))}
            </Tr>
          ))}
        </tbody>
      </Table>
      <p className="mt-3 text-muted">
        {PREVIEW} From Microsoft's{" "}
        <a href={MATRIX_SOURCE.url} target="_blank" rel="noreferrer">
          {MATRIX_SOURCE.says}
          <span className="sr-only"> (opens a new tab)</span>
        </a>{" "}
        ({MATRIX_SOURCE.date}). EKS and GKE clusters come with a connected AWS account or GCP
        project.
      </p>
    </>
  );
}

const TONES: Record<"on" | "partly" | "off" | "none", Tone> = {
  on: "good",
  partly: "warn",
  off: "none",
  none: "info",
};

function Cell({
  capability,
  kind,
  here,
}: {
  capability: CapabilitySpec;
  kind: Kind;
  here: Here | null;
}) {
  const support = capability.on[kind];
  if (!support) return <span className="text-muted">Not available</span>;
  const state =
    here && (kind === "aks" || kind === "arc")
      ? stateOf(capability, kind, here.plan, here.counts[kind])
      : null;
  return (
    <>
      {state && (
        <span className="block">
          <Status tone={TONES[state.level]}>{state.says}</Status>
        </span>
      )}
      <span className="text-xs text-muted">
        {support.release === "Preview" && <Tag>Preview</Tag>} {support.method}
      </span>
    </>
  );
}
