"use client";

import { Save, Undo2 } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { COMPONENT_IDS, type ComponentId, component, planLabel } from "@/lib/plans/catalog";
import { ALL_OFF, changedComponents, type PlanChoice } from "@/lib/plans/choice";
import type { ContainersPlan } from "@/lib/plans/queries";
import { Button } from "../ui/button";
import { CommandBar } from "../ui/page";
import { MessageBar, Tag } from "../ui/status";
import { Switch } from "../ui/switch";
import { choiceWhenTurned } from "./turned";

const SavePanel = dynamic(() => import("./save-panel").then((module) => module.SavePanel));

/** The switches of the plan and its components. They collect a choice; Save shows what would be sent. */
export function ComponentForm({ subscriptionId, plan }: { subscriptionId: string; plan: ContainersPlan }) {
  const live = plan.wish !== null && ["queued", "applying"].includes(plan.wish.state);
  const started = live && plan.wish ? plan.wish.choice : plan.applied;
  const [choice, setChoice] = useState<PlanChoice>(started);
  const [saving, setSaving] = useState(false);
  const changes = changedComponents(plan.applied, choice).length + (plan.applied.on === choice.on ? 0 : 1);
  const locked = plan.mayNot.plans ?? (live ? "A change is being applied." : null);
  const setComponent = (id: ComponentId, on: boolean) =>
    setChoice({ ...choice, components: { ...choice.components, [id]: on } });
  return (
    <>
      <CommandBar>
        <Button
          look="subtle"
          icon={<Save aria-hidden className="size-4" />}
          reason={locked ?? (changes === 0 ? "You have not changed anything." : null)}
          onClick={() => setSaving(true)}
        >
          Save…
        </Button>
        <Button
          look="subtle"
          icon={<Undo2 aria-hidden className="size-4" />}
          reason={changes === 0 || live ? "There is nothing to discard." : null}
          onClick={() => setChoice(plan.applied)}
        >
          Discard
        </Button>
        <span role="status" className="text-muted">
          {!live && changes > 0 && `${changes === 1 ? "1 change" : `${changes} changes`} not saved`}
          {live && "Applying…"}
        </span>
      </CommandBar>
      {plan.mayNot.plans && <MessageBar kind="info">{plan.mayNot.plans}</MessageBar>}
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3 rounded-md border border-line bg-subtle px-4 py-3">
        <div className="min-w-0">
          <strong>Containers plan</strong>
          <p className="m-0 text-muted">
            On, the components below are installed on existing and new clusters. Off, nothing more is deployed, and nothing is
            removed from where it is installed.
          </p>
        </div>
        <Switch
          label="Containers plan"
          on={choice.on}
          reason={locked}
          onChange={(on) => setChoice(on ? choiceWhenTurned(plan, true) : ALL_OFF)}
        />
      </div>
      <ul className="m-0 list-none p-0">
        {COMPONENT_IDS.map((id) => (
          <ComponentLine
            key={id}
            id={id}
            on={choice.components[id]}
            changed={choice.components[id] !== plan.applied.components[id]}
            reason={
              locked ??
              (choice.on ? null : "Turn the plan on first.") ??
              (component(id).carrier.kind === "policies" ? plan.mayNot.policies : null)
            }
            onChange={(on) => setComponent(id, on)}
          />
        ))}
      </ul>
      {saving && (
        <SavePanel
          subscriptionId={subscriptionId}
          plan={plan}
          choice={choice}
          replaceLegacy={false}
          onClose={() => setSaving(false)}
        />
      )}
    </>
  );
}

function ComponentLine({
  id,
  on,
  changed,
  reason,
  onChange,
}: {
  id: ComponentId;
  on: boolean;
  changed: boolean;
  reason: string | null;
  onChange: (on: boolean) => void;
}) {
  const spec = component(id);
  return (
    <li className="flex flex-wrap items-start justify-between gap-3 border-b border-line py-3">
      <div className="max-w-3xl min-w-0 grow basis-80">
        <h2 className="m-0 text-sm font-semibold">
          {spec.label} {changed && <Tag>Changed</Tag>}
        </h2>
        <p className="my-1">{spec.description}</p>
        <details className="text-muted">
          <summary className="text-link">What it deploys</summary>
          <ul className="my-1 pl-5">
            {spec.deploys.map((line) => (
              <li key={line}>{line}</li>
            ))}
            {spec.grants.length > 0 && <li>Roles for managed identities: {spec.grants.join(", ")}</li>}
            {spec.excludedByTag && (
              <li>
                Keep a cluster out with the tag <code>{spec.excludedByTag}</code> = <code>true</code>
              </li>
            )}
            {spec.sharedWith.length > 0 && (
              <li>Shared with {spec.sharedWith.map(planLabel).join(", ")}: off here does not turn it off there</li>
            )}
            {spec.formerly.length > 0 && <li>Formerly: {spec.formerly.join("; ")}</li>}
          </ul>
        </details>
      </div>
      <div className="flex flex-col items-end gap-1">
        <Switch label={spec.label} on={on} reason={reason} onChange={onChange} />
        {reason && <span className="max-w-52 text-right text-xs text-muted">{reason}</span>}
      </div>
    </li>
  );
}
