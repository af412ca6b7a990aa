"use client";

import { Save, Undo2 } from "lucide-react";
import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import { COMPONENT_IDS, type ComponentId, component, planLabel } from "@/lib/plans/catalog";
import { ALL_OFF, changedComponents, type PlanChoice } from "@/lib/plans/choice";
import type { ContainersPlan } from "@/lib/plans/queries";
import { Button } from "../ui/button";
import { counted } from "../ui/counted";
import { Disclosure } from "../ui/disclosure";
import { CommandBar } from "../ui/page";
import { MessageBar, Tag } from "../ui/status";
import { Switch } from "../ui/switch";
import { choiceWhenTurned, isLive } from "./turned";

// Without a fallback of its own, loading it would hide the page that it opens from, and with it the focus.
const SavePanel = dynamic(() => import("./save-panel").then((module) => module.SavePanel), {
  loading: () => null,
});

interface Edit {
  choice: PlanChoice;
  /** The fingerprint of the plan that the person saw when they made the first change. */
  baseline: string;
}

/** The switches of the plan and its components. They collect a choice; Save shows what would be sent. */
export function ComponentForm({
  subscriptionId,
  plan,
  children,
}: {
  subscriptionId: string;
  plan: ContainersPlan;
  /** Notices, which stand under the commands. */
  children: ReactNode;
}) {
  const [edit, setEdit] = useState<Edit | null>(null);
  const [saving, setSaving] = useState(false);
  const live = isLive(plan);
  // Without an edit the switches follow the cloud; with one they keep it, whatever others do meanwhile.
  const choice = edit?.choice ?? (live && plan.wish ? plan.wish.choice : plan.applied);
  const choose = (next: PlanChoice) =>
    setEdit({ choice: next, baseline: edit?.baseline ?? plan.fingerprint });
  return (
    <>
      <FormCommands
        changes={live ? 0 : countChanges(plan.applied, choice)}
        live={live}
        locked={lockOf(plan)}
        onSave={() => setSaving(true)}
        onDiscard={() => setEdit(null)}
      />
      {children}
      {plan.mayNot.plans && <MessageBar kind="info">{plan.mayNot.plans}</MessageBar>}
      {edit && edit.baseline !== plan.fingerprint && (
        <MessageBar kind="warning" title="This plan has changed since you began">
          Your choice is kept. Save shows what differs before anything is sent.
        </MessageBar>
      )}
      <PlanLine plan={plan} choice={choice} onChange={choose} />
      <p className="mx-4 mb-2 max-w-4xl">
        A component that is on is provisioned on the clusters that exist and on those to come.
        Turned off, it is no longer provisioned on new clusters, and nothing is uninstalled. The
        whole plan is turned off by its own switch above, or among the Defender plans.
      </p>
      <ul className="m-0 list-none p-0">
        {COMPONENT_IDS.map((id) => (
          <ComponentLine
            key={id}
            id={id}
            on={choice.components[id]}
            changed={choice.components[id] !== plan.applied.components[id]}
            reason={lockOf(plan) ?? lockOfComponent(plan, choice, id)}
            onChange={(on) => choose({ ...choice, components: { ...choice.components, [id]: on } })}
          />
        ))}
      </ul>
      {saving && (
        <SavePanel
          subscriptionId={subscriptionId}
          title="Save the Containers plan"
          baseline={edit?.baseline ?? plan.fingerprint}
          choice={choice}
          replaceLegacy={false}
          onClose={(saved) => {
            setSaving(false);
            if (saved) setEdit(null);
          }}
        />
      )}
    </>
  );
}

function FormCommands({
  changes,
  live,
  locked,
  onSave,
  onDiscard,
}: {
  changes: number;
  live: boolean;
  locked: string | null;
  onSave: () => void;
  onDiscard: () => void;
}) {
  return (
    <CommandBar>
      <Button
        look="subtle"
        icon={<Save aria-hidden className="size-4" />}
        reason={locked ?? (changes === 0 ? "You have not changed anything." : null)}
        onClick={onSave}
      >
        Save…
      </Button>
      <Button
        look="subtle"
        icon={<Undo2 aria-hidden className="size-4" />}
        reason={changes === 0 ? "There is nothing to discard." : null}
        onClick={onDiscard}
      >
        Discard
      </Button>
      <span role="status" className="text-muted">
        {live && "Applying…"}
        {changes > 0 && `${counted(changes, "change")} not saved`}
      </span>
    </CommandBar>
  );
}

function PlanLine({
  plan,
  choice,
  onChange,
}: {
  plan: ContainersPlan;
  choice: PlanChoice;
  onChange: (choice: PlanChoice) => void;
}) {
  return (
    <div className="mb-2 grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-6 rounded-md border border-line bg-subtle px-4 py-3">
      <div>
        <strong>Containers plan</strong>
        <p className="m-0 text-muted">
          On, the components below are installed on existing and new clusters. Off, nothing more is
          deployed, and nothing is removed from where it is installed.
        </p>
      </div>
      <Switch
        label="Containers plan"
        on={choice.on}
        reason={lockOf(plan)}
        onChange={(on) => onChange(on ? choiceWhenTurned(plan, true) : ALL_OFF)}
      />
    </div>
  );
}

function countChanges(before: PlanChoice, after: PlanChoice): number {
  return changedComponents(before, after).length + (before.on === after.on ? 0 : 1);
}

function lockOf(plan: ContainersPlan): string | null {
  return plan.mayNot.plans ?? (isLive(plan) ? "A change is being applied." : null);
}

function lockOfComponent(plan: ContainersPlan, choice: PlanChoice, id: ComponentId): string | null {
  if (!choice.on) return "Turn the plan on first.";
  return component(id).carrier.kind === "policies" ? plan.mayNot.policies : null;
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
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-6 gap-y-1 border-b border-line px-4 py-3 lg:grid-cols-[13rem_minmax(0,1fr)_auto]">
      <h2 className="m-0 text-sm font-semibold">
        {spec.label} {changed && <Tag>Changed</Tag>}
      </h2>
      <div className="max-w-4xl min-w-0 max-lg:order-last max-lg:col-span-2">
        <p className="mt-0 mb-1">{spec.description}</p>
        <details className="text-muted">
          <Disclosure>What it deploys</Disclosure>
          <ul className="my-1 pl-5">
            {spec.deploys.map((line) => (
              <li key={line}>{line}</li>
            ))}
            {spec.grants.length > 0 && (
              <li>Roles for managed identities: {spec.grants.join(", ")}</li>
            )}
            <ExcludingTags tags={spec.excludedByTags} />
            {spec.sharedWith.length > 0 && (
              <li>
                Shared with {spec.sharedWith.map(planLabel).join(", ")}: off here does not turn it
                off there
              </li>
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

/** The tag that keeps a cluster out, with the name that older articles give it. */
function ExcludingTags({ tags: [today, older] }: { tags: readonly string[] }) {
  if (!today) return null;
  return (
    <li>
      Keep a cluster out with the tag <code className="wrap-any">{today}</code> = <code>true</code>
      {older && (
        <>
          ; the older name <code className="wrap-any">{older}</code> counts as well
        </>
      )}
    </li>
  );
}
