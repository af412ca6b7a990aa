"use client";

import { useState } from "react";
import type { PolicyParameter } from "@/lib/cloud/policy";
import { needsInput } from "@/lib/policy/model";
import { Check, Field } from "../ui/field";
import { EmptyState } from "../ui/status";
import type { StepProps } from "./assign-wizard";
import { ParameterControl } from "./parameter-control";

/** What can be set. Those with a value of their own are hidden until the box is cleared, as in the Azure portal. */
export function Parameters({ facts, choice, change, problem }: StepProps) {
  const [only, setOnly] = useState(true);
  const all = facts.definition.parameters;
  const shown = all.filter(
    (parameter) => !only || needsInput(parameter) || problem(parameter.name) !== null,
  );
  const set = ({ name, defaultValue }: PolicyParameter, value: unknown) => {
    const { [name]: _before, ...others } = choice.parameters;
    const same = JSON.stringify(value) === JSON.stringify(defaultValue);
    change({ parameters: same ? others : { ...others, [name]: value } });
  };
  return (
    <>
      <Check
        label="Only show parameters that need input or review"
        checked={only}
        onChange={setOnly}
      />
      {shown.length === 0 && (
        <EmptyState title="No parameter needs input">
          {all.length === 0
            ? "This policy has no parameters."
            : `Clear the box above to see all ${all.length}, such as the workspace.`}
        </EmptyState>
      )}
      {shown.map((parameter) => (
        <Field
          key={parameter.name}
          label={parameter.displayName}
          hint={parameter.description}
          required={needsInput(parameter)}
          problem={problem(parameter.name)}
        >
          {(control) => (
            <ParameterControl
              control={control}
              parameter={parameter}
              value={choice.parameters[parameter.name]}
              workspaces={facts.workspaces}
              onChange={(value) => set(parameter, value)}
            />
          )}
        </Field>
      ))}
    </>
  );
}
