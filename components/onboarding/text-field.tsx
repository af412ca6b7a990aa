"use client";

import type { ReactNode } from "react";
import type { DraftChoice } from "@/lib/onboarding/choice";
import { Field, INPUT } from "../ui/field";
import type { StepProps } from "./connector-wizard";

/** Fields of a draft that are one line of text. */
type TextName = {
  [Name in keyof DraftChoice]: DraftChoice[Name] extends string ? Name : never;
}[keyof DraftChoice];

/** One line of text of a draft, with what is wrong with it. */
export function TextField({
  choice,
  change,
  problem,
  field,
  label,
  hint,
  required = false,
  readOnly = false,
  list,
}: Pick<StepProps, "choice" | "change" | "problem"> & {
  field: TextName;
  label: string;
  hint?: ReactNode;
  required?: boolean;
  readOnly?: boolean;
  /** What is suggested while typing. */
  list?: readonly string[];
}) {
  return (
    <Field label={label} hint={hint} required={required} problem={problem(field)}>
      {(control) => (
        <>
          <input
            {...control}
            readOnly={readOnly}
            value={choice[field]}
            maxLength={300}
            spellCheck={false}
            autoComplete="off"
            list={list ? `${control.id}-list` : undefined}
            onChange={(event) => change({ [field]: event.target.value })}
            className={INPUT}
          />
          {list && (
            <datalist id={`${control.id}-list`}>
              {list.map((one) => (
                <option key={one} value={one} />
              ))}
            </datalist>
          )}
        </>
      )}
    </Field>
  );
}
