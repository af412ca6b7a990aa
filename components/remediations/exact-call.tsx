"use client";

import { useState } from "react";
import type { Change } from "@/lib/cloud/cloud";
import type { FaultRecord } from "@/lib/cloud/faults";
import type { RecommendationId } from "@/lib/recommendations/catalog";
import { exactCall } from "@/lib/remediations/actions";
import type { Verb } from "@/lib/remediations/catalog";
import type { Options } from "@/lib/remediations/model";
import { Calls } from "../plans/calls";
import { Disclosure } from "../ui/disclosure";
import { MessageBar, Status } from "../ui/status";

type Answer = { change: Change } | { fault: FaultRecord } | { refusal: string };

/** One cluster of the panel; opened, it reads the cluster from Azure and shows the very call that would be made. */
export function ExactCall({
  recommendationId,
  verb,
  options,
  cluster,
}: {
  recommendationId: RecommendationId;
  verb: Verb;
  options?: Options | undefined;
  cluster: { id: string; name: string; subscription: string; region: string };
}) {
  const [answer, setAnswer] = useState<Answer | null>(null);
  async function read() {
    if (answer) return;
    const result = await exactCall({ recommendationId, verb, options, clusterId: cluster.id });
    setAnswer(result.ok ? result.value : { refusal: result.refusal });
  }
  return (
    <details onToggle={(event) => event.currentTarget.open && void read()}>
      <Disclosure look="text">
        <strong className="font-semibold">{cluster.name}</strong>{" "}
        <span className="text-muted">
          {cluster.subscription}, {cluster.region}
        </span>
      </Disclosure>
      <div className="py-2 pl-4.5">
        {!answer && <Status tone="busy">Reading the cluster from Azure…</Status>}
        {answer && <Shown answer={answer} />}
      </div>
    </details>
  );
}

function Shown({ answer }: { answer: Answer }) {
  if ("refusal" in answer) return <MessageBar kind="error">{answer.refusal}</MessageBar>;
  if ("fault" in answer) {
    return (
      <MessageBar kind="error" title={answer.fault.code}>
        {answer.fault.message} {answer.fault.requestId && `Request id ${answer.fault.requestId}.`}
      </MessageBar>
    );
  }
  const { first, call, before, after } = answer.change;
  if (!call)
    return (
      <MessageBar kind="success">Nothing would be sent: the cluster is so already.</MessageBar>
    );
  const last = { call, before, after };
  return <Calls calls={first ? [{ ...last, call: first }, last] : [last]} />;
}
