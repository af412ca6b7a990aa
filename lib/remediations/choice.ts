import type { Change } from "../cloud/cloud.ts";

/** Ways to take away what would bring a removed component back, in the order in which they are gone. */
export const STEP_KINDS = ["planComponent", "notScopes", "assignment"] as const;
export type StepKind = (typeof STEP_KINDS)[number];

/** A step by what it is about: a subscription, or a policy assignment by its lower-cased id. */
export interface StepChoice {
  kind: StepKind;
  target: string;
}

/** What would bring a removed component back, and the steps that take that away first. */
export interface RemovalPlan {
  /** "the Defender sensor" */
  noun: string;
  causes: Cause[];
  /** The tag for these clusters alone, where there is one; null when nothing would heed it. */
  exclusion: Offer | null;
  /** What stays as it is. */
  stays: readonly string[];
}

/** What a step is, as the panel offers it. */
export interface Offer {
  label: string;
  /** Whom else it touches. */
  affects: string;
  /** The sentence that says what the person lacks, or null. */
  lacks: string | null;
  recommended: boolean;
}

export interface StepOffer extends Offer, StepChoice {
  change: Change | null;
}

/** Something that puts the component back on clusters that lack it. */
export interface Cause {
  /** "plan" or "assignment", and which. */
  key: string;
  title: string;
  /** Selected clusters that it reaches. */
  clusters: number;
  /** Whether the exclusion tag keeps it away. */
  heedsTag: boolean;
  steps: StepOffer[];
}

/** A step by its kind and target, to be compared. */
export function stepKey({ kind, target }: StepChoice): string {
  return `${kind} ${target}`;
}

/** What a person takes away before a removal. */
export interface TakenAway {
  /** Keys of steps. */
  steps: ReadonlySet<string>;
  exclude: boolean;
}

/** What the planner advises: everything that would bring it back is gone, and others are touched as little as can be. */
export function advised({ causes, exclusion }: RemovalPlan): TakenAway {
  const steps = causes.flatMap((cause) => cause.steps.filter((step) => step.recommended));
  return { steps: new Set(steps.map(stepKey)), exclude: exclusion?.recommended ?? false };
}

/** The causes that would still bring the component back when these steps are taken. */
export function leftStanding({ causes }: RemovalPlan, { steps, exclude }: TakenAway): Cause[] {
  return causes.filter(
    (cause) =>
      !(exclude && cause.heedsTag) && !cause.steps.some((step) => steps.has(stepKey(step))),
  );
}

/** The chosen steps, as a request names them. */
export function chosenOf({ causes }: RemovalPlan, { steps }: TakenAway): StepChoice[] {
  return causes
    .flatMap((cause) => cause.steps)
    .filter((step) => steps.has(stepKey(step)))
    .map(({ kind, target }) => ({ kind, target }));
}
