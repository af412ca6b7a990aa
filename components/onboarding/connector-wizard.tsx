"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import type { Route } from "next";
import { useRouter, useSearchParams } from "next/navigation";
import { useState, useTransition } from "react";
import { discard, save } from "@/lib/onboarding/actions";
import { type DraftChoice, problemsOf, STEP_IDS, STEPS, type Step } from "@/lib/onboarding/choice";
import type { Places } from "@/lib/onboarding/queries";
import { connectorHref } from "../connectors/connector-line";
import { toast } from "../shell/toast";
import { Button, LinkButton } from "../ui/button";
import { MessageBar } from "../ui/status";
import { StepTabs } from "../ui/step-tabs";
import { Access } from "./step-access";
import { Details } from "./step-details";
import { Plans } from "./step-plans";
import { Review } from "./step-review";
import { useConnectorDraft } from "./use-connector-draft";

export interface WizardFacts {
  draftId: string;
  externalId: string;
  editing: boolean;
  places: Places;
}

/** What each step gets: the choice, the way to change it, what is wrong with it, and the way to another step. */
export interface StepProps {
  facts: WizardFacts;
  choice: DraftChoice;
  change: (changes: Partial<DraftChoice>) => void;
  problem: (field: string) => string | null;
  go: (step: Step) => void;
}

const VIEWS: Record<Step, (props: StepProps) => React.ReactNode> = {
  details: Details,
  plans: Plans,
  access: Access,
  review: Review,
};

/** The wizard's steps. The step is a state of the URL; what is filled in is kept as a draft. */
export function ConnectorWizard({
  facts,
  begun,
  leaveTo,
}: {
  facts: WizardFacts;
  begun: DraftChoice;
  leaveTo: Route;
}) {
  const router = useRouter();
  const params = useSearchParams();
  const step = STEP_IDS.find((one) => one === params.get("step")) ?? "details";
  const { draftId, editing } = facts;
  const { choice, change, kept, stop } = useConnectorDraft(draftId, begun);
  const [seen, setSeen] = useState<ReadonlySet<Step>>(new Set());
  const [refusal, setRefusal] = useState<string | null>(null);
  const [saving, start] = useTransition();
  const problems = problemsOf(choice);
  // A step opened by its address counts as passed through, or nothing would say what it lacks.
  const passed = new Set([...seen, ...STEP_IDS.slice(0, STEP_IDS.indexOf(step))]);
  const problem = (field: string) =>
    problems.find((one) => one.field === field && isShown(one, passed, choice))?.says ?? null;

  function go(to: Step) {
    setSeen(new Set([...passed, step]));
    const next = new URLSearchParams(params);
    next.set("step", to);
    next.delete("settings");
    window.history.pushState(null, "", `?${next}`);
    window.scrollTo({ top: 0 });
  }
  const create = () =>
    start(async () => {
      stop();
      const result = await save({ draftId, choice });
      if (!result.ok) return setRefusal(result.refusal);
      toast({ tone: "busy", title: "The connector is being saved." });
      router.push(connectorHref(result.value.connectorId));
    });
  const throwAway = () =>
    start(async () => {
      stop();
      await discard({ draftId });
      router.push(leaveTo);
    });

  function stateOf(id: Step) {
    if (!passed.has(id)) return null;
    return problems.some((found) => found.step === id) ? "wrong" : "done";
  }
  const View = VIEWS[step];
  const at = STEP_IDS.indexOf(step);
  return (
    <>
      <StepTabs
        step={step}
        go={go}
        steps={STEP_IDS.map((id) => ({
          id,
          title: titleOf(id, choice, editing),
          state: stateOf(id),
        }))}
      />
      {refusal && <MessageBar kind="error">{refusal}</MessageBar>}
      <View facts={facts} choice={choice} change={change} problem={problem} go={go} />
      <div className="mt-6 flex flex-wrap items-center gap-2 border-t border-line pt-3">
        <Button
          onClick={() => go(STEP_IDS[at - 1] ?? "details")}
          reason={at === 0 ? "This is the first step." : null}
          icon={<ChevronLeft aria-hidden className="size-4" />}
        >
          Previous
        </Button>
        {step === "review" ? (
          <Button look="primary" onClick={create} reason={whyNot(saving, problems[0]?.says)}>
            {editing ? "Save" : "Create"}
          </Button>
        ) : (
          <Button look="primary" onClick={() => go(STEP_IDS[at + 1] ?? "review")}>
            Next: {titleOf(STEP_IDS[at + 1] ?? "review", choice, editing)}
            <ChevronRight aria-hidden className="size-4" />
          </Button>
        )}
        <LinkButton href={leaveTo}>Leave, keep the draft</LinkButton>
        <Button onClick={throwAway}>Discard</Button>
        <span role="status" className="text-sm text-muted">
          {kept}
        </span>
      </div>
    </>
  );
}

/** What was passed through, and what was begun to be typed, says what is wrong with it; what is untouched does not. */
function isShown(
  { step, field }: { step: Step; field: string },
  passed: ReadonlySet<Step>,
  choice: DraftChoice,
): boolean {
  if (passed.has(step)) return true;
  const value = field in choice ? choice[field as keyof DraftChoice] : "";
  return (typeof value === "string" && value !== "") || field.startsWith("roleNames.");
}

function titleOf(step: Step, { cloud }: DraftChoice, editing: boolean): string {
  return step === "review" && editing ? "Review and save" : STEPS[step].title[cloud];
}

function whyNot(saving: boolean, wrong: string | undefined): string | null {
  if (saving) return "It is being saved.";
  return wrong ?? null;
}
