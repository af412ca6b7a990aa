import type { ReactNode } from "react";
import {
  type Cause,
  leftStanding,
  type Offer,
  type RemovalPlan,
  stepKey,
  type TakenAway,
} from "@/lib/remediations/choice";
import { Calls } from "../plans/calls";
import { counted } from "../ui/counted";
import { DiffView } from "../ui/diff-view";
import { Disclosure } from "../ui/disclosure";
import { MessageBar } from "../ui/status";

/** Causes that are shown at once; the rest is folded away. */
const SHOWN = 20;

/** What would bring the component back, what takes that away, and what is left standing by the choice. */
export function Causes({
  plan,
  taken,
  onChange,
}: {
  plan: RemovalPlan;
  taken: TakenAway;
  onChange: (taken: TakenAway) => void;
}) {
  const left = leftStanding(plan, taken);
  const toggle = (key: string) => {
    const steps = new Set(taken.steps);
    if (!steps.delete(key)) steps.add(key);
    onChange({ ...taken, steps });
  };
  const shown = (cause: Cause) => (
    <fieldset key={cause.key} className="m-0 mb-3 border-0 border-l-2 border-line p-0 pl-3">
      <legend className="float-left mb-1 p-0">
        {cause.title} <strong>{counted(cause.clusters, "cluster")}.</strong>
      </legend>
      <div className="clear-both">
        {cause.steps.map((step) => (
          <Choice
            key={stepKey(step)}
            offer={step}
            checked={taken.steps.has(stepKey(step))}
            onToggle={() => toggle(stepKey(step))}
          >
            {step.change && <What change={step.change} label={step.label} />}
          </Choice>
        ))}
      </div>
    </fieldset>
  );
  return (
    <>
      <h3 className="mt-5 mb-1 text-sm font-semibold">What would bring it back</h3>
      {plan.causes.length === 0 && (
        <p className="m-0">
          Nothing that is known: no component of a plan and no policy puts {plan.noun} back on these
          clusters.
        </p>
      )}
      {plan.causes.slice(0, SHOWN).map(shown)}
      {plan.causes.length > SHOWN && (
        <details>
          <Disclosure>{(plan.causes.length - SHOWN).toLocaleString("en")} more</Disclosure>
          {plan.causes.slice(SHOWN).map(shown)}
        </details>
      )}
      {plan.exclusion && (
        <Choice
          offer={plan.exclusion}
          checked={taken.exclude}
          onToggle={() => onChange({ ...taken, exclude: !taken.exclude })}
        />
      )}
      {left.slice(0, SHOWN).map((cause) => (
        <MessageBar
          key={cause.key}
          kind="warning"
          title={`It will come back: ${counted(cause.clusters, "cluster")}`}
        >
          {cause.title}
        </MessageBar>
      ))}
      {left.length > SHOWN && (
        <p className="m-0 mb-3">
          and {(left.length - SHOWN).toLocaleString("en")} more that would bring it back.
        </p>
      )}
      {plan.causes.length > 0 && left.length === 0 && (
        <MessageBar kind="success">
          With these steps, which go first, nothing that is known brings it back.
        </MessageBar>
      )}
      <h3 className="mt-5 mb-1 text-sm font-semibold">What stays</h3>
      <ul className="m-0 pl-5">
        {plan.stays.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </>
  );
}

/** One step; what the person may not do says which role it takes. */
function Choice({
  offer,
  checked,
  onToggle,
  children,
}: {
  offer: Offer;
  checked: boolean;
  onToggle: () => void;
  children?: ReactNode;
}) {
  return (
    <div className="mb-2">
      <label className="flex items-start gap-2">
        <input
          type="checkbox"
          checked={checked}
          onChange={offer.lacks ? undefined : onToggle}
          readOnly={offer.lacks !== null}
          aria-disabled={offer.lacks !== null}
          className="mt-0.5 size-4 accent-brand aria-disabled:opacity-50"
        />
        <span>
          <span className="font-semibold">{offer.label}</span>
          {offer.recommended && <span className="text-muted"> (recommended)</span>}
          <span className="block text-muted">{offer.affects}</span>
          {offer.lacks && <span className="block text-danger">{offer.lacks}</span>}
        </span>
      </label>
      <div className="pl-6">{children}</div>
    </div>
  );
}

function What({
  change: { call, before, after },
  label,
}: {
  change: NonNullable<RemovalPlan["causes"][number]["steps"][number]["change"]>;
  label: string;
}) {
  return (
    <details>
      <Disclosure>What would be sent</Disclosure>
      {call ? (
        <Calls calls={[{ call, before, after }]} />
      ) : (
        <DiffView label={`What changes: ${label}`} before={before} after={after} />
      )}
    </details>
  );
}
