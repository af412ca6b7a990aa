"use client";

import { type ComponentProps, useState } from "react";
import type { PolicyParameter } from "@/lib/cloud/policy";
import { INPUT } from "../ui/field";
import type { WizardFacts } from "./assign-wizard";
import { WorkspaceSelect } from "./workspace-select";

type Control = Pick<ComponentProps<"input">, "id" | "aria-describedby" | "aria-invalid">;

const WORKSPACES = "microsoft.operationalinsights/workspaces";

/** The control that fits a parameter's type. */
export function ParameterControl({
  control,
  parameter,
  value,
  workspaces,
  onChange,
}: {
  control: Control;
  parameter: PolicyParameter;
  value: unknown;
  workspaces: WizardFacts["workspaces"];
  onChange: (value: unknown) => void;
}) {
  const { type, allowedValues, strongType, defaultValue } = parameter;
  const shown = value ?? defaultValue;
  if (strongType?.toLowerCase() === WORKSPACES) {
    return (
      <WorkspaceSelect
        control={control}
        begun={workspaces}
        value={String(shown ?? "")}
        optional={defaultValue === ""}
        onChange={onChange}
      />
    );
  }
  const choices = type === "Boolean" ? [true, false] : allowedValues;
  if (choices) {
    return (
      <select
        {...control}
        value={String(shown ?? "")}
        onChange={(event) => onChange(choices.find((one) => String(one) === event.target.value))}
        className={INPUT}
      >
        {shown === undefined && <option value="">Choose</option>}
        {choices.map((one) => (
          <option key={String(one)}>{String(one)}</option>
        ))}
      </select>
    );
  }
  if (type === "Array" || type === "Object") {
    return <JsonText control={control} value={shown} onChange={onChange} />;
  }
  return (
    <input
      {...control}
      type={type === "Integer" || type === "Float" ? "number" : "text"}
      value={String(shown ?? "")}
      onChange={(event) => onChange(typed(type, event.target.value))}
      className={INPUT}
    />
  );
}

function typed(type: PolicyParameter["type"], text: string): unknown {
  const number = type === "Integer" || type === "Float";
  return number && text !== "" ? Number(text) : text;
}

/** Lists and objects are written as JSON; text that is none is kept, so that what is wrong can be said. */
function JsonText({
  control,
  value,
  onChange,
}: {
  control: Control;
  value: unknown;
  onChange: (value: unknown) => void;
}) {
  const [text, setText] = useState(() =>
    typeof value === "string" ? value : JSON.stringify(value ?? [], null, 2),
  );
  return (
    <textarea
      {...control}
      rows={Math.min(8, text.split("\n").length + 1)}
      value={text}
      spellCheck={false}
      onChange={(event) => {
        setText(event.target.value);
        onChange(parsed(event.target.value));
      }}
      className={`${INPUT} h-auto py-1 font-mono text-sm`}
    />
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
