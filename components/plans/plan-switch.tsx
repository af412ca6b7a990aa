"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import type { ContainersPlan } from "@/lib/plans/queries";
import { Button } from "../ui/button";
import { Switch } from "../ui/switch";
import { choiceWhenTurned, isLive } from "./turned";

// Without a fallback of its own, loading it would hide the page that it opens from, and with it the focus.
const SavePanel = dynamic(() => import("./save-panel").then((module) => module.SavePanel), {
  loading: () => null,
});

/** Turns the Containers plan on or off. Nothing is sent before the person has seen what. */
export function PlanSwitch({
  subscriptionId,
  plan,
  upgrade = false,
}: {
  subscriptionId: string;
  plan: ContainersPlan;
  /** As a button that turns the plan on and the plans that it replaces off. */
  upgrade?: boolean;
}) {
  const [asked, setAsked] = useState<{ on: boolean; baseline: string } | null>(null);
  const live = isLive(plan);
  const reason = plan.mayNot.plans ?? (live ? "A change is being applied." : null);
  const ask = (on: boolean) => setAsked({ on, baseline: plan.fingerprint });
  return (
    <>
      {upgrade ? (
        <Button look="primary" reason={reason} onClick={() => ask(true)}>
          Upgrade to Containers
        </Button>
      ) : (
        <span className="inline-flex flex-col gap-1">
          <Switch label="Containers plan" on={plan.applied.on} reason={reason} onChange={ask} />
          {live && <span className="text-xs text-muted">Applying…</span>}
          {plan.mayNot.plans && (
            <span className="max-w-56 text-xs text-muted">{plan.mayNot.plans}</span>
          )}
        </span>
      )}
      {asked && (
        <SavePanel
          subscriptionId={subscriptionId}
          title={`Turn the Containers plan ${asked.on ? "on" : "off"}`}
          baseline={asked.baseline}
          choice={choiceWhenTurned(plan, asked.on)}
          replaceLegacy={upgrade}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}
