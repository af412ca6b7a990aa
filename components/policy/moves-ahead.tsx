"use client";

import { useEffect, useState } from "react";
import type { AssignmentChoice } from "@/lib/policy/choice";
import { movers } from "@/lib/remediations/actions";
import type { Movers } from "@/lib/remediations/queries";
import { WORKSPACE_PARAMETER } from "@/lib/workspaces/model";
import { counted } from "../ui/counted";
import { MessageBar } from "../ui/status";
import { MoverGroups } from "./mover-groups";

/** Before an assignment is saved: which clusters would report elsewhere than it says. Saving moves none of them. */
export function MovesAhead({
  name,
  assignmentId,
  choice,
}: {
  name: string;
  assignmentId: string | null;
  choice: AssignmentChoice;
}) {
  const [found, setFound] = useState<Movers | null>(null);
  const { scope, notScopes, enforced, parameters } = choice;
  const workspaceId = String(parameters[WORKSPACE_PARAMETER] ?? "");
  const asked = JSON.stringify({
    definition: name,
    assignmentId,
    scope,
    notScopes,
    workspaceId,
    enforced,
  });
  useEffect(() => {
    void movers(JSON.parse(asked)).then((result) => setFound(result.ok ? result.value : null));
  }, [asked]);
  if (!found || found.total === 0) return null;
  return (
    <MessageBar
      kind="warning"
      title={`${counted(found.total, "cluster reports", "clusters report")} to another workspace`}
    >
      Saving does not move them: Azure Policy leaves sensors alone that are there. You can move them
      afterwards, on the assignment's page.
      <MoverGroups movers={found} />
    </MessageBar>
  );
}
