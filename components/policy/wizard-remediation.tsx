"use client";

import { grantsOf } from "@/lib/policy/model";
import { Check, Field, INPUT } from "../ui/field";
import { MessageBar } from "../ui/status";
import type { StepProps } from "./assign-wizard";

/** Whether what is there already is deployed to, and the identity by which the policy deploys. */
export function Remediation({ facts, choice, change, problem }: StepProps) {
  const { roleIds } = facts.definition;
  if (roleIds.length === 0) {
    return (
      <MessageBar kind="info" title="This policy deploys nothing">
        It needs no managed identity and has nothing to remediate.
      </MessageBar>
    );
  }
  const places = Map.groupBy(grantsOf(choice, facts.definition), ({ scope }) => scope);
  return (
    <>
      <Check
        label="Create a remediation task"
        hint="The policy deploys to new clusters by itself. The task deploys to those that are there already and lack it; it does not touch clusters that have a sensor."
        checked={choice.remediate}
        onChange={(remediate) => change({ remediate })}
      />
      <h2 className="mt-0 mb-2 text-base font-semibold">Managed identity</h2>
      <p className="mt-0 max-w-3xl">
        Policies that deploy need an identity to deploy as. It is system assigned: it lives and goes
        with the assignment.
      </p>
      <Field label="Identity location" required problem={problem("region")}>
        {(control) => (
          <input
            {...control}
            value={choice.region}
            readOnly={facts.assignmentId !== null}
            maxLength={60}
            onChange={(event) => change({ region: event.target.value.trim().toLowerCase() })}
            className={INPUT}
          />
        )}
      </Field>
      <h3 className="mt-0 mb-1 text-sm font-semibold">Permissions</h3>
      <p className="mt-0 mb-2 max-w-3xl">
        The identity gets these roles. Who grants them needs User Access Administrator or Owner at
        each place; what you may not grant is named before you save and after.
      </p>
      <ul className="m-0 max-w-3xl pl-5">
        {[...places].map(([scope, grants]) => (
          <li key={scope} className="wrap-any">
            {grants.map(({ roleId }) => facts.roleNames[roleId] ?? roleId).join(", ")} on{" "}
            <code>{scope || "the scope"}</code>
            {scope !== choice.scope && ", because the parameter that names it asks for permissions"}
          </li>
        ))}
      </ul>
      <p className="max-w-3xl text-xs text-muted">
        Microsoft's table of roles for provisioning also names Contributor and Log Analytics
        Contributor; the definition itself asks for those above (version of 2026-04).
      </p>
    </>
  );
}
