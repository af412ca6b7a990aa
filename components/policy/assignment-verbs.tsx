"use client";

import { Pencil, Trash2, Wrench } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { remove, startTask } from "@/lib/policy/actions";
import type { AssignmentPage } from "@/lib/policy/queries";
import type { Result } from "@/lib/result";
import { toast } from "../shell/toast";
import { Button } from "../ui/button";
import { Panel } from "../ui/panel";

/** What can be done to an assignment, and why not. */
export function AssignmentVerbs({
  id,
  name,
  mayNot,
  live,
  showsEdit,
}: {
  id: string;
  name: string;
  mayNot: AssignmentPage["mayNot"];
  /** Whether a change is being applied. */
  live: boolean;
  /** Whether the link to edit is replaced by a button that says why not. */
  showsEdit: boolean;
}) {
  const router = useRouter();
  const [removing, setRemoving] = useState(false);
  const [pending, start] = useTransition();
  const busy = pending ? "One moment." : live ? "A change is being applied." : null;
  const run = (act: (input: { assignmentId: string }) => Promise<Result<object>>, says: string) =>
    start(async () => {
      const result = await act({ assignmentId: id });
      toast(result.ok ? { tone: "busy", title: says } : { tone: "bad", title: result.refusal });
      setRemoving(false);
      router.refresh();
    });
  return (
    <>
      {showsEdit && (
        <Button
          look="subtle"
          icon={<Pencil aria-hidden className="size-4" />}
          reason={busy ?? mayNot.edit}
        >
          Edit assignment
        </Button>
      )}
      <Button
        look="subtle"
        icon={<Wrench aria-hidden className="size-4" />}
        reason={busy ?? mayNot.remediate}
        onClick={() => run(startTask, "The remediation task is being started.")}
      >
        Create a remediation task
      </Button>
      <Button
        look="subtle"
        icon={<Trash2 aria-hidden className="size-4" />}
        reason={busy ?? mayNot.remove}
        onClick={() => setRemoving(true)}
      >
        Delete assignment
      </Button>
      {removing && (
        <Panel
          title="Delete assignment"
          subtitle={name}
          onClose={() => setRemoving(false)}
          foot={
            <>
              <Button
                look="danger"
                reason={busy}
                onClick={() => run(remove, "The assignment is being removed.")}
              >
                Delete
              </Button>
              <Button onClick={() => setRemoving(false)}>Cancel</Button>
            </>
          }
        >
          <ul className="mt-0 pl-5">
            <li>Nothing is removed from clusters: sensors stay and go on reporting as they do.</li>
            <li>New clusters no longer get what this assignment deploys.</li>
            <li>
              The next fix uses the workspace of an assignment above, or the default one of the
              region.
            </li>
            <li>
              Its managed identity goes with it; role assignments of that identity stay behind, and
              mean nothing without it.
            </li>
          </ul>
        </Panel>
      )}
    </>
  );
}
