"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { fix } from "@/lib/remediations/actions";
import type { Movers } from "@/lib/remediations/queries";
import { toast } from "../shell/toast";
import { Button } from "../ui/button";
import { counted } from "../ui/counted";
import { Panel } from "../ui/panel";
import { MessageBar } from "../ui/status";
import { MoverGroups } from "./mover-groups";

/** Moves clusters to the workspace that their assignment names, as a remediation each, after showing which. */
export function MoveButton({ movers }: { movers: Movers }) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [starting, start] = useTransition();
  const count = movers.groups.reduce((sum, group) => sum + group.assessmentIds.length, 0);
  const move = () =>
    start(async () => {
      for (const { workspaceId, assessmentIds } of movers.groups) {
        const result = await fix({
          recommendationId: movers.recommendationId,
          verb: "move",
          options: { workspaceId },
          selection: { kind: "these", ids: assessmentIds },
        });
        if (!result.ok) return setRefusal(result.refusal);
        const { total, remediationId } = result.value;
        toast({
          tone: "busy",
          title: `Moving ${counted(total, "cluster")}.`,
          href: `/remediations/${remediationId}`,
          link: "Follow the progress",
        });
      }
      setOpen(false);
      router.refresh();
    });
  return (
    <>
      <Button onClick={() => setOpen(true)}>Move clusters…</Button>
      {open && (
        <Panel
          title="Move clusters to the assigned workspace"
          subtitle="Nothing has been sent yet"
          onClose={() => setOpen(false)}
          foot={
            <>
              <Button look="primary" onClick={move} reason={starting ? "One moment." : null}>
                Move {counted(count, "cluster")}
              </Button>
              <Button onClick={() => setOpen(false)}>Cancel</Button>
            </>
          }
        >
          {refusal && <MessageBar kind="error">{refusal}</MessageBar>}
          <p className="mt-0">
            The sensor of each cluster is set to report to its new workspace; everything else of the
            cluster stays as it is. Clusters that you may not change are left out.
            {movers.total > count && ` There are ${movers.total}; these are the first ${count}.`}
          </p>
          <MoverGroups movers={movers} />
        </Panel>
      )}
    </>
  );
}
