"use client";

import { useRouter } from "next/navigation";
import { useCallback, useEffect, useState, useTransition } from "react";
import { previewPlan, savePlan } from "@/lib/plans/actions";
import { COMPONENT_IDS, component } from "@/lib/plans/catalog";
import type { PlanChoice } from "@/lib/plans/choice";
import type { PlanPreview } from "@/lib/plans/wish";
import { toast } from "../shell/toast";
import { Button } from "../ui/button";
import { Panel } from "../ui/panel";
import { MessageBar, Status } from "../ui/status";
import { Calls } from "./calls";
import { WhatStays } from "./what-stays";

/** Shows what Save will send and as whom, and sends it when the person says so. */
export function SavePanel({
  subscriptionId,
  title,
  baseline,
  choice,
  replaceLegacy,
  onClose,
}: {
  subscriptionId: string;
  title: string;
  /** The fingerprint of the plan that the person saw when they began to choose. */
  baseline: string;
  choice: PlanChoice;
  replaceLegacy: boolean;
  onClose: (saved: boolean) => void;
}) {
  const router = useRouter();
  const { preview, refusal, setRefusal, look } = usePreview(subscriptionId, choice, replaceLegacy);
  const [saving, start] = useTransition();
  const save = () =>
    start(async () => {
      const seen = refusal?.conflict && preview ? preview.baseline : baseline;
      const result = await savePlan({ subscriptionId, baseline: seen, choice, replaceLegacy });
      if (!result.ok) {
        setRefusal({ text: result.refusal, conflict: result.code === "conflict" });
        await look();
        return;
      }
      toast({ tone: "busy", title: "The Containers plan is being applied." });
      router.refresh();
      onClose(true);
    });
  return (
    <Panel
      title={title}
      subtitle="Nothing has been sent yet"
      onClose={() => onClose(false)}
      foot={
        <>
          <Button look="primary" onClick={save} reason={reasonNot(saving, preview)}>
            {refusal?.conflict ? "Save over their change" : "Save"}
          </Button>
          <Button onClick={() => onClose(false)}>Cancel</Button>
        </>
      }
    >
      {refusal && (
        <MessageBar kind="error" title={refusal.text}>
          {refusal.conflict && preview && (
            <>
              Your choice is kept. <Difference before={preview.now} after={choice} />
            </>
          )}
        </MessageBar>
      )}
      {!preview && !refusal && <Status tone="busy">Working out what would be sent…</Status>}
      {preview && <Explained {...{ subscriptionId, preview, choice }} />}
    </Panel>
  );
}

/** What Save would send, read when the panel opens and again after a refusal. */
function usePreview(subscriptionId: string, choice: PlanChoice, replaceLegacy: boolean) {
  const [preview, setPreview] = useState<PlanPreview | null>(null);
  const [refusal, setRefusal] = useState<{ text: string; conflict: boolean } | null>(null);
  // A choice is an object made anew at each drawing; its text says whether it is another.
  const asked = JSON.stringify({ subscriptionId, choice, replaceLegacy });
  const look = useCallback(async () => {
    const result = await previewPlan(JSON.parse(asked));
    if (result.ok) setPreview(result.value);
    else setRefusal({ text: result.refusal, conflict: false });
  }, [asked]);
  useEffect(() => void look(), [look]);
  return { preview, refusal, setRefusal, look };
}

function reasonNot(saving: boolean, preview: PlanPreview | null): string | null {
  if (saving) return "It is being saved.";
  if (!preview) return "One moment.";
  return preview.calls.length === 0 ? "Nothing would change." : null;
}

function Explained({
  subscriptionId,
  preview,
  choice,
}: {
  subscriptionId: string;
  preview: PlanPreview;
  choice: PlanChoice;
}) {
  return (
    <>
      {preview.stays.length > 0 && (
        <>
          <WhatStays
            subscriptionId={subscriptionId}
            stays={preview.stays}
            title="Nothing is removed from clusters"
          />
          <p>
            {choice.on
              ? "New clusters no longer get what is off by themselves."
              : "Every component becomes Off, and nothing more is deployed."}
          </p>
        </>
      )}
      <p>
        <strong>
          {preview.calls.length === 0
            ? "Nothing would be sent: the plan is so already."
            : `${preview.calls.length === 1 ? "One call" : `${preview.calls.length} calls`} will be sent as ${preview.sentAs}:`}
        </strong>
      </p>
      <Calls calls={preview.calls} />
    </>
  );
}

/** How the plan as it stands now differs from what the person chose. */
function Difference({ before, after }: { before: PlanChoice; after: PlanChoice }) {
  const words = (on: boolean) => (on ? "On" : "Off");
  const rows = COMPONENT_IDS.filter((id) => before.components[id] !== after.components[id]).map(
    (id) =>
      `${component(id).label}: now ${words(before.components[id])}, you chose ${words(after.components[id])}`,
  );
  if (before.on !== after.on)
    rows.unshift(`Plan: now ${words(before.on)}, you chose ${words(after.on)}`);
  if (rows.length === 0) return "The plan is now as you chose it.";
  return (
    <ul className="my-1 pl-5">
      {rows.map((row) => (
        <li key={row}>{row}</li>
      ))}
    </ul>
  );
}
