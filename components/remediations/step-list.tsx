"use client";

import { RotateCcw, SkipForward } from "lucide-react";
import { useTransition } from "react";
import { step as steer } from "@/lib/remediations/actions";
import type { StepRow } from "@/lib/remediations/queries";
import { toast } from "../shell/toast";
import { Button } from "../ui/button";
import { DiffView } from "../ui/diff-view";
import { Disclosure } from "../ui/disclosure";
import { Section } from "../ui/page";
import { Status, type Tone } from "../ui/status";

const STATES: Record<string, { label: string; tone: Tone }> = {
  queued: { label: "Queued", tone: "none" },
  running: { label: "Running", tone: "busy" },
  done: { label: "Done", tone: "good" },
  failed: { label: "Failed", tone: "bad" },
  skipped: { label: "Skipped", tone: "warn" },
  cancelled: { label: "Cancelled", tone: "stopped" },
};

/** What is taken away before the tasks begin; a step that failed waits for the person's word. */
export function StepList({
  remediationId,
  steps,
  mine,
  actor,
  onDone,
}: {
  remediationId: string;
  steps: StepRow[];
  mine: boolean;
  actor: string;
  onDone: () => void;
}) {
  if (steps.length === 0) return null;
  return (
    <Section title="First, what would bring it back is taken away">
      <ol className="m-0 pl-5">
        {steps.map((row) => (
          <li key={row.id} className="mb-2 wrap-any">
            {row.title}: <State state={row.state} />
            {row.state === "failed" && row.fault && (
              <p className="m-0">
                <strong className="font-semibold">{row.fault.code}</strong>: {row.fault.message}
                <span className="block">
                  The clusters are not touched before you try this again, skip it or cancel.
                </span>
              </p>
            )}
            {row.state === "running" && row.fault?.code && (
              <span className="block text-xs text-muted">
                {row.fault.code}: {row.fault.advice}
              </span>
            )}
            {row.state === "failed" && (
              <Decide
                remediationId={remediationId}
                stepId={row.id}
                foreign={mine ? null : `${actor}, who started this, decides on it.`}
                onDone={onDone}
              />
            )}
            {row.intent && (
              <details>
                <Disclosure>What was changed</Disclosure>
                <DiffView
                  label={`What was changed: ${row.title}`}
                  before={row.before}
                  after={row.intent.after}
                />
              </details>
            )}
          </li>
        ))}
      </ol>
    </Section>
  );
}

function State({ state }: { state: string }) {
  const { label, tone } = STATES[state] ?? { label: state, tone: "none" };
  return <Status tone={tone}>{label}</Status>;
}

function Decide({
  remediationId,
  stepId,
  foreign,
  onDone,
}: {
  remediationId: string;
  stepId: string;
  foreign: string | null;
  onDone: () => void;
}) {
  const [pending, start] = useTransition();
  const reason = pending ? "One moment." : foreign;
  const decide = (act: "retry" | "skip") =>
    start(async () => {
      const result = await steer({ remediationId, stepId, act });
      if (!result.ok) toast({ tone: "bad", title: result.refusal });
      onDone();
    });
  return (
    <span className="my-1 flex gap-2">
      <Button
        icon={<RotateCcw aria-hidden className="size-4" />}
        reason={reason}
        onClick={() => decide("retry")}
      >
        Try again
      </Button>
      <Button
        icon={<SkipForward aria-hidden className="size-4" />}
        reason={reason}
        onClick={() => decide("skip")}
      >
        Skip this step
      </Button>
    </span>
  );
}
