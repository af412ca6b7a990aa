"use client";

import { Button } from "../ui/button";
import { Disclosure } from "../ui/disclosure";
import { Field, INPUT } from "../ui/field";
import { Switch } from "../ui/switch";
import type { StepProps } from "./assign-wizard";
import { isChosen, ScopePicker } from "./scope-picker";

/** Where the policy is in force, what it leaves out, and what the assignment is called. */
export function Basics({ facts, choice, change, problem }: StepProps) {
  const editing = facts.assignmentId !== null;
  return (
    <>
      <Field
        label="Scope"
        required
        problem={problem("scope")}
        hint={
          editing ? "The scope of an assignment can't be changed." : "All clusters at and below it."
        }
      >
        {(control) => (
          <>
            <input
              {...control}
              readOnly={editing}
              value={choice.scope}
              maxLength={600}
              placeholder="Choose below, or paste the id of a scope"
              onChange={(event) => change({ scope: event.target.value })}
              className={INPUT}
            />
            {!editing && (
              <div className="mt-2">
                <ScopePicker
                  label="Scopes"
                  chosen={[choice.scope]}
                  onChoose={(scope) => change({ scope })}
                />
              </div>
            )}
          </>
        )}
      </Field>
      <Exclusions choice={choice} change={change} problem={problem} />
      <Field label="Assignment name" required problem={problem("displayName")}>
        {(control) => (
          <input
            {...control}
            value={choice.displayName}
            maxLength={128}
            onChange={(event) => change({ displayName: event.target.value })}
            className={INPUT}
          />
        )}
      </Field>
      <Field label="Description">
        {(control) => (
          <textarea
            {...control}
            value={choice.description}
            maxLength={512}
            rows={2}
            onChange={(event) => change({ description: event.target.value })}
            className={`${INPUT} h-auto py-1`}
          />
        )}
      </Field>
      <div className="grid max-w-3xl gap-x-4 gap-y-1 sm:grid-cols-[12rem_1fr]">
        <span className="pt-1 font-semibold">Policy enforcement</span>
        <div>
          <Switch
            label="Policy enforcement"
            on={choice.enforced}
            onChange={(enforced) => change({ enforced })}
          />
          <p className="m-0 mt-1 text-xs text-muted">
            Off: Azure Policy only looks and reports; nothing is deployed by itself, and no
            workspace is assigned.
          </p>
        </div>
      </div>
    </>
  );
}

function Exclusions({ choice, change, problem }: Pick<StepProps, "choice" | "change" | "problem">) {
  const { notScopes } = choice;
  const toggle = (scope: string) =>
    change({
      notScopes: isChosen(notScopes, scope)
        ? notScopes.filter((one) => one.toLowerCase() !== scope.toLowerCase())
        : [...notScopes, scope],
    });
  return (
    <div className="mb-4 grid max-w-3xl gap-x-4 gap-y-1 sm:grid-cols-[12rem_1fr]">
      <span className="pt-0.5 font-semibold">Exclusions</span>
      <div className="min-w-0">
        {notScopes.length === 0 ? (
          <p className="m-0 text-muted">Nothing is left out.</p>
        ) : (
          <ul className="m-0 list-none p-0">
            {notScopes.map((scope) => (
              <li key={scope} className="flex items-center gap-2">
                <span className="min-w-0 grow wrap-any">{scope}</span>
                <Button look="subtle" onClick={() => toggle(scope)}>
                  Take away
                </Button>
              </li>
            ))}
          </ul>
        )}
        {problem("notScopes") && <p className="m-0 text-danger">{problem("notScopes")}</p>}
        <details>
          <Disclosure>Choose what to leave out</Disclosure>
          <ScopePicker label="Scopes to leave out" chosen={notScopes} onChoose={toggle} />
        </details>
      </div>
    </div>
  );
}
