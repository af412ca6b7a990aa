"use client";

import { useState } from "react";
import {
  CONNECTOR_COMPONENTS,
  type ConnectorComponentId,
  connectorComponent,
  RETENTION_DAYS,
} from "@/lib/connectors/catalog";
import { type DraftChoice, problemsOf } from "@/lib/onboarding/choice";
import { Button } from "../ui/button";
import { Field, INPUT } from "../ui/field";
import { Panel } from "../ui/panel";
import { MessageBar, Status } from "../ui/status";
import { Switch } from "../ui/switch";

type Settings = Pick<DraftChoice, "components" | "retention">;

/** The configuration of Defender for Containers: its components, one after the other, as the Azure portal has them. */
export function ContainersPane({
  choice,
  onSave,
  onClose,
}: {
  choice: DraftChoice;
  onSave: (settings: Settings) => void;
  onClose: () => void;
}) {
  const { cloud } = choice;
  const [settings, setSettings] = useState<Settings>({
    components: choice.components,
    retention: choice.retention,
  });
  const problem = problemsOf({ ...choice, ...settings }).find(({ field }) => field === "retention");
  const turn = (id: ConnectorComponentId, on: boolean) =>
    setSettings({ ...settings, components: { ...settings.components, [id]: on } });
  return (
    <Panel
      title="Defender for Containers configuration"
      onClose={onClose}
      foot={
        <>
          <Button look="primary" onClick={() => onSave(settings)} reason={problem?.says ?? null}>
            Save
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <ul className="m-0 list-none p-0">
        {CONNECTOR_COMPONENTS.map((id) => {
          const spec = connectorComponent(id);
          const on = settings.components[id];
          return (
            <li key={id} className="mb-4 border-b border-line pb-3 last:border-b-0">
              <div className="flex items-start justify-between gap-4">
                <h3 className="m-0 text-base font-semibold">{spec.label}</h3>
                <Switch label={spec.label} on={on} onChange={(next) => turn(id, next)} />
              </div>
              <p className="my-1">{spec.description[cloud]}</p>
              {spec.formerly.length > 0 && (
                <p className="my-1 text-xs text-muted">Formerly: {spec.formerly.join("; ")}</p>
              )}
              {id === "auditLogs" && cloud === "aws" && on && (
                <Retention
                  value={settings.retention}
                  problem={problem?.says}
                  onChange={(retention) => setSettings({ ...settings, retention })}
                />
              )}
              {spec.notes[cloud].map((note) => (
                <p key={note} className="my-1 text-sm">
                  <Status tone="info">{note}</Status>
                </p>
              ))}
              {spec.excludedByTags.length > 0 && <ExcludedBy tags={spec.excludedByTags} />}
              {!on && <MessageBar kind="warning">{spec.off}</MessageBar>}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

function Retention({
  value,
  problem,
  onChange,
}: {
  value: string;
  problem: string | undefined;
  onChange: (value: string) => void;
}) {
  return (
    <Field
      label="Retention period (days)"
      required
      problem={problem}
      hint="How long CloudWatch keeps the audit logs."
    >
      {(control) => (
        <>
          <input
            {...control}
            value={value}
            inputMode="numeric"
            maxLength={12}
            autoComplete="off"
            list={`${control.id}-days`}
            onChange={(event) => onChange(event.target.value)}
            className={`${INPUT} max-w-32`}
          />
          <datalist id={`${control.id}-days`}>
            {RETENTION_DAYS.map((days) => (
              <option key={days} value={days} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}

function ExcludedBy({ tags }: { tags: readonly string[] }) {
  return (
    <p className="my-1 text-xs text-muted">
      A cluster with{" "}
      {tags.map((tag, place) => (
        <span key={tag}>
          {place > 0 && " or "}
          <code className="wrap-any">{tag}</code>
        </span>
      ))}{" "}
      = <code>true</code> is left out.
    </p>
  );
}
