"use client";

import { type ReactNode, useId } from "react";

/** A choice of few, all of which are seen at once. */
export function RadioGroup<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string; hint?: ReactNode }[];
  onChange: (value: Value) => void;
}) {
  const name = useId();
  return (
    <fieldset className="mb-4 grid max-w-3xl gap-x-4 gap-y-1 border-0 p-0 sm:grid-cols-[12rem_1fr]">
      <legend className="float-left w-full pt-0.5 font-semibold sm:w-48">{label}</legend>
      <div className="min-w-0">
        {options.map((option) => (
          <div key={option.value} className="mb-1">
            <label className="flex items-start gap-2">
              <input
                type="radio"
                name={name}
                checked={option.value === value}
                onChange={() => onChange(option.value)}
                aria-describedby={option.hint ? `${name}-${option.value}` : undefined}
                className="mt-0.5 size-4 shrink-0 accent-brand"
              />
              <span className="min-w-0">{option.label}</span>
            </label>
            {option.hint && (
              <p id={`${name}-${option.value}`} className="m-0 pl-6 text-xs text-muted">
                {option.hint}
              </p>
            )}
          </div>
        ))}
      </div>
    </fieldset>
  );
}
