"use client";

import { Field, INPUT } from "../ui/field";
import type { StepProps } from "./connector-wizard";

/** What of an organisation is not connected, one a line. */
export function Excluded({
  choice,
  change,
  problem,
  label,
}: Pick<StepProps, "choice" | "change" | "problem"> & { label: string }) {
  return (
    <Field label={label} hint="One a line; empty for none." problem={problem("excluded")}>
      {(control) => (
        <textarea
          {...control}
          value={choice.excluded}
          maxLength={20_000}
          rows={3}
          spellCheck={false}
          onChange={(event) => change({ excluded: event.target.value })}
          className={`${INPUT} h-auto py-1 font-mono text-sm`}
        />
      )}
    </Field>
  );
}
