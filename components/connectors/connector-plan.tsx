import type { Person } from "@/lib/access/model";
import {
  CLOUDS,
  CONNECTOR_COMPONENTS,
  type ConnectorComponentId,
  connectorComponent,
} from "@/lib/connectors/catalog";
import { connectorCoverage } from "@/lib/connectors/choice";
import type { ConnectorDetail } from "@/lib/connectors/queries";
import { connectorLacks, lastSaving } from "@/lib/onboarding/queries";
import { SettingsButton } from "../onboarding/settings-button";
import { Section } from "../ui/page";
import { Status } from "../ui/status";
import { Table, Td, Th, Tr } from "../ui/table";

const COVERAGE = { full: "Full", partial: "Partial", off: "Off" } as const;
const TONES = { full: "good", partial: "warn", off: "none" } as const;

/** The Containers plan on a connector, component by component, as Azure has it. */
export async function ConnectorPlan({
  person,
  connector,
}: {
  person: Person;
  connector: ConnectorDetail;
}) {
  const { choice, cloud } = connector;
  const coverage = connectorCoverage(choice);
  const [mayNot, saving] = await Promise.all([
    connectorLacks(person, connector),
    lastSaving(person, connector.id),
  ]);
  const live = saving !== null && ["queued", "applying"].includes(saving.state);
  return (
    <Section title="Containers plan">
      <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-1">
        <Status tone={choice.containers ? "good" : "warn"}>
          {choice.containers ? "On" : "Off"}
        </Status>
        {choice.containers && (
          <Status tone={TONES[coverage]}>Monitoring coverage: {COVERAGE[coverage]}</Status>
        )}
        <SettingsButton
          connectorId={connector.id}
          containers={choice.containers}
          reason={mayNot ?? (live ? "A change is being applied." : null)}
        />
      </div>
      {!choice.containers && (
        <p className="mt-0">
          Off, clusters are listed and not protected. What is installed on them already stays, and
          so does what the {CLOUDS[cloud].applied} has made.
        </p>
      )}
      {choice.containers && (
        <Table label={`Components on ${connector.name}`}>
          <thead>
            <tr>
              <Th>Component</Th>
              <Th>Status</Th>
              <Th>What it does on {CLOUDS[cloud].short}</Th>
            </tr>
          </thead>
          <tbody>
            {CONNECTOR_COMPONENTS.map((id) => (
              <ComponentLine key={id} id={id} connector={connector} />
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  );
}

function ComponentLine({
  id,
  connector,
}: {
  id: ConnectorComponentId;
  connector: ConnectorDetail;
}) {
  const { label, description, off } = connectorComponent(id);
  const { choice, cloud } = connector;
  const on = choice.components[id];
  return (
    <Tr>
      <Td className="min-w-56">{label}</Td>
      <Td label="Status" className="whitespace-nowrap">
        <Status tone={on ? "good" : "none"}>{on ? "On" : "Off"}</Status>
        {id === "auditLogs" && on && choice.cloud === "aws" && (
          <span className="block text-xs text-muted">Kept for {choice.retentionDays} days</span>
        )}
      </Td>
      <Td label="What it does" className="max-w-3xl">
        {description[cloud]} {!on && off}
      </Td>
    </Tr>
  );
}
