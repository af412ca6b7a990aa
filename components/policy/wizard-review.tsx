"use client";

import { useEffect, useState } from "react";
import { review } from "@/lib/policy/actions";
import type { AssignmentReview } from "@/lib/policy/wish";
import { Calls } from "../plans/calls";
import { MessageBar, Status } from "../ui/status";
import type { StepProps } from "./assign-wizard";
import { MovesAhead } from "./moves-ahead";

/** What Save will send, as whom, what the person lacks, and which clusters report elsewhere. */
export function Review({ facts, choice }: StepProps) {
  const [seen, setSeen] = useState<AssignmentReview | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  // A choice is an object made anew at each drawing; its text says whether it is another.
  const asked = JSON.stringify({
    definition: facts.name,
    assignmentId: facts.assignmentId,
    choice,
  });
  useEffect(() => {
    void review(JSON.parse(asked)).then((result) => {
      if (result.ok) setSeen(result.value);
      else setRefusal(result.refusal);
    });
  }, [asked]);
  if (refusal) return <MessageBar kind="error">{refusal}</MessageBar>;
  if (!seen) return <Status tone="busy">Working out what would be sent…</Status>;
  if (seen.problems.length > 0) return <Problems problems={seen.problems} />;
  return (
    <>
      <Lacking review={seen} />
      {facts.assignsWorkspaces && (
        <MovesAhead name={facts.name} assignmentId={facts.assignmentId} choice={choice} />
      )}
      <p>
        <strong>
          {seen.calls.length === 0
            ? "Nothing would be sent: the assignment is so already."
            : `${seen.calls.length === 1 ? "One call" : `${seen.calls.length} calls`} will be sent as ${seen.sentAs}:`}
        </strong>
      </p>
      {!facts.assignmentId && (
        <p className="mt-0 text-xs text-muted">
          A new assignment gets a name of its own when it is created; the id of its identity, and
          the names of the role assignments that follow from it, are known then.
        </p>
      )}
      <ol className="m-0 pl-5">
        {seen.calls.map((one) => (
          <li key={`${one.call.url} ${one.says}`}>
            {one.says}
            <Calls calls={[one]} />
          </li>
        ))}
      </ol>
    </>
  );
}

function Problems({ problems }: { problems: AssignmentReview["problems"] }) {
  return (
    <MessageBar kind="error" title="Something needs a look first">
      <ul className="m-0 pl-5">
        {problems.map((one) => (
          <li key={`${one.field} ${one.says}`}>
            {one.field}: {one.says}
          </li>
        ))}
      </ul>
    </MessageBar>
  );
}

function Lacking({ review: { mayNot, roles } }: { review: AssignmentReview }) {
  return (
    <>
      {mayNot.assign && <MessageBar kind="error">{mayNot.assign}</MessageBar>}
      {mayNot.grant && (
        <MessageBar kind="warning" title="You can't grant all roles that the identity needs">
          {mayNot.grant} Until somebody grants them, the policy can't deploy:
          <ul className="m-0 pl-5">
            {roles
              .filter(({ granted }) => !granted)
              .map(({ scope, roleId, roleName }) => (
                <li key={`${scope} ${roleId}`} className="wrap-any">
                  {roleName} on {scope}
                </li>
              ))}
          </ul>
        </MessageBar>
      )}
      {mayNot.remediate && (
        <MessageBar kind="warning" title="No remediation task is started">
          {mayNot.remediate}
        </MessageBar>
      )}
    </>
  );
}
