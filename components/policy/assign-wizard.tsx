"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import type { Route } from "next";
import { useRouter, useSearchParams } from "next/navigation";
import { useState, useTransition } from "react";
import type { PolicyDefinition } from "@/lib/cloud/policy";
import { assign, keepDraft } from "@/lib/policy/actions";
import { type AssignmentChoice, STEPS, type Step } from "@/lib/policy/choice";
import { problemsOf } from "@/lib/policy/model";
import type { workspaceOptions } from "@/lib/workspaces/queries";
import { toast } from "../shell/toast";
import { Button, LinkButton } from "../ui/button";
import { MessageBar } from "../ui/status";
import { StepTabs } from "../ui/step-tabs";
import { assignmentHref } from "./assignment-href";
import { useDraft } from "./use-draft";
import { Basics } from "./wizard-basics";
import { Parameters } from "./wizard-parameters";
import { Remediation } from "./wizard-remediation";
import { Review } from "./wizard-review";

const ORDER = Object.keys(STEPS) as Step[];

export interface WizardFacts {
  /** The definition's name. */
  name: string;
  assignmentId: string | null;
  definition: Pick<PolicyDefinition, "parameters" | "roleIds">;
  roleNames: Record<string, string>;
  workspaces: Awaited<ReturnType<typeof workspaceOptions>>;
  /** Whether the policy assigns workspaces to sensors, so that clusters may move. */
  assignsWorkspaces: boolean;
}

/** What each tab gets: the choice, the way to change it, and what is wrong with it. */
export interface StepProps {
  facts: WizardFacts;
  choice: AssignmentChoice;
  change: (changes: Partial<AssignmentChoice>) => void;
  problem: (field: string) => string | null;
}

const TABS: Record<Step, (props: StepProps) => React.ReactNode> = {
  basics: Basics,
  parameters: Parameters,
  remediation: Remediation,
  review: Review,
};

/** The wizard's tabs. The tab is a state of the URL; what is filled in is kept as a draft. */
export function AssignWizard({
  begun,
  draft,
  leaveTo,
  ...facts
}: WizardFacts & { begun: AssignmentChoice; draft: boolean; leaveTo: Route }) {
  const router = useRouter();
  const params = useSearchParams();
  const step = ORDER.find((one) => one === params.get("tab")) ?? "basics";
  const { choice, change, kept, stop } = useDraft(facts, begun);
  const [seen, setSeen] = useState<ReadonlySet<Step>>(new Set());
  const [refusal, setRefusal] = useState<string | null>(null);
  const [saving, start] = useTransition();
  const problems = problemsOf(choice, facts.definition);
  const shown = (field: string) =>
    problems.find((one) => one.field === field && seen.has(one.step))?.says ?? null;

  function go(to: Step) {
    const passed = ORDER.slice(0, ORDER.indexOf(to));
    setSeen(new Set([...seen, step, ...passed]));
    const next = new URLSearchParams(params);
    next.set("tab", to);
    window.history.pushState(null, "", `?${next}`);
  }
  const save = () =>
    start(async () => {
      stop();
      const result = await assign({
        definition: facts.name,
        assignmentId: facts.assignmentId,
        choice,
      });
      if (!result.ok) return setRefusal(result.refusal);
      toast({ tone: "busy", title: "The assignment is being saved." });
      router.push(assignmentHref(result.value.assignmentId));
    });
  const discard = () =>
    start(async () => {
      stop();
      const { name: definition, assignmentId } = facts;
      await keepDraft({ definition, assignmentId, choice: null });
      router.push(leaveTo);
    });

  const Tab = TABS[step];
  const at = ORDER.indexOf(step);
  const [wrong] = problems;
  return (
    <>
      <StepTabs
        step={step}
        go={go}
        steps={ORDER.map((id) => ({
          id,
          title: titleOf(id, facts.assignmentId !== null),
          state: seen.has(id) && problems.some((found) => found.step === id) ? "wrong" : null,
        }))}
      />
      {draft && (
        <MessageBar kind="info">You had begun this; it goes on where you left it.</MessageBar>
      )}
      {refusal && <MessageBar kind="error">{refusal}</MessageBar>}
      <Tab facts={facts} choice={choice} change={change} problem={shown} />
      <div className="mt-6 flex flex-wrap items-center gap-2 border-t border-line pt-3">
        {step === "review" ? (
          <Button look="primary" onClick={save} reason={reasonNot(saving, wrong?.says)}>
            {facts.assignmentId ? "Save" : "Create"}
          </Button>
        ) : (
          <Button look="primary" onClick={() => go("review")}>
            {titleOf("review", facts.assignmentId !== null)}
          </Button>
        )}
        <Button
          onClick={() => go(ORDER[at - 1] ?? "basics")}
          reason={at === 0 ? "This is the first tab." : null}
          icon={<ChevronLeft aria-hidden className="size-4" />}
        >
          Previous
        </Button>
        <Button
          onClick={() => go(ORDER[at + 1] ?? "review")}
          reason={at === ORDER.length - 1 ? "This is the last tab." : null}
        >
          Next
          <ChevronRight aria-hidden className="size-4" />
        </Button>
        <LinkButton href={leaveTo}>Leave, keep the draft</LinkButton>
        <Button onClick={discard}>Discard</Button>
        <span role="status" className="text-sm text-muted">
          {kept}
        </span>
      </div>
    </>
  );
}

function titleOf(step: Step, editing: boolean): string {
  return step === "review" && editing ? "Review + save" : STEPS[step];
}

function reasonNot(saving: boolean, wrong: string | undefined): string | null {
  if (saving) return "It is being saved.";
  return wrong ?? null;
}
