"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Ban, Link2, RotateCcw } from "lucide-react";
import type { Route } from "next";
import { useCallback, useTransition } from "react";
import { cancel, retry } from "@/lib/remediations/actions";
import { VERBS, type Verb } from "@/lib/remediations/catalog";
import type { TaskState } from "@/lib/remediations/flow";
import type { RemediationRow, StepRow, TaskRow } from "@/lib/remediations/queries";
import {
  finishedOf,
  stateWords,
  TASK_STATE_NAMES,
  type TaskCounts,
} from "@/lib/remediations/states";
import type { Result } from "@/lib/result";
import { withParams } from "../live/query-string";
import { useLookAgain } from "../live/use-look-again";
import { toast } from "../shell/toast";
import { ProgressBar } from "../ui/bars";
import { Button } from "../ui/button";
import { counted } from "../ui/counted";
import { CommandBar } from "../ui/page";
import { MessageBar } from "../ui/status";
import { Pager } from "../ui/table";
import { TabLinks } from "../ui/tabs";
import { StepList } from "./step-list";
import { TaskTable } from "./task-table";
import { WatchState } from "./watch-state";

interface Live {
  head: RemediationRow;
  tasks: { rows: TaskRow[]; next: string | null };
  steps: StepRow[];
}

/** The counts and tasks of a remediation, read again whenever one of them moves. */
export function Progress({
  id,
  mine,
  query,
  states,
  cursor,
  initial,
}: {
  id: string;
  mine: boolean;
  query: string;
  states: TaskState[];
  cursor: string | null;
  initial: Live;
}) {
  const { data, refetch, isError } = useQuery<Live>({
    queryKey: ["remediation", id, query],
    queryFn: async () => {
      const asked = new URLSearchParams(states.map((state) => ["state", state]));
      if (cursor) asked.set("after", cursor);
      const answer = await fetch(`/api/remediations/${id}?${asked}`);
      if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
      return answer.json();
    },
    initialData: initial,
    placeholderData: keepPreviousData,
  });
  const look = useCallback(() => void refetch(), [refetch]);
  useLookAgain(`remediation:${id}`, look);
  const { head, tasks, steps } = data;
  const params = new URLSearchParams(query);
  return (
    <>
      <Commands id={id} mine={mine} actor={head.actor} counts={head.counts} onDone={look} />
      {isError && (
        <MessageBar kind="warning">
          The progress could not be read. What is shown is older; it is tried again.
        </MessageBar>
      )}
      <StepList remediationId={id} steps={steps} mine={mine} actor={head.actor} onDone={look} />
      <WatchState head={head} />
      <Overview verb={head.verb} counts={head.counts} total={head.total} />
      <TabLinks
        label="Tasks by state"
        tabs={[
          {
            label: "All",
            count: head.total,
            current: states.length === 0,
            href: withParams(params, { state: null }) as Route,
          },
          ...TASK_STATE_NAMES.filter(
            (state) => head.counts[state] > 0 || states.includes(state),
          ).map((state) => ({
            label: stateWords(head.verb, state).label,
            count: head.counts[state],
            current: states.includes(state),
            href: withParams(params, { state }) as Route,
          })),
        ]}
      />
      <TaskTable verb={head.verb} rows={tasks.rows} />
      <Pager
        first={cursor ? (withParams(params, {}) as Route) : null}
        previous={null}
        next={tasks.next ? (withParams(params, { after: tasks.next }) as Route) : null}
      />
    </>
  );
}

function Overview({ verb, counts, total }: { verb: Verb; counts: TaskCounts; total: number }) {
  const done = finishedOf(counts);
  return (
    <div className="mb-4 max-w-2xl">
      <ProgressBar done={counts.fixed} failed={counts.failed} total={total} />
      <p role="status" className="mt-1 mb-0">
        <strong>
          {counts.fixed.toLocaleString("en")} of {total.toLocaleString("en")}{" "}
          {VERBS[verb].done.toLowerCase()}
        </strong>
        {counts.failed > 0 && `, ${counts.failed} failed`}
        {counts.cancelled > 0 && `, ${counts.cancelled} cancelled`}
        {done < total && `, ${total - done} to go. You can close this page: the work goes on.`}
      </p>
    </div>
  );
}

function Commands({
  id,
  mine,
  actor,
  counts,
  onDone,
}: {
  id: string;
  mine: boolean;
  actor: string;
  counts: TaskCounts;
  onDone: () => void;
}) {
  const [pending, start] = useTransition();
  const run = (act: typeof retry, says: string) =>
    start(async () => {
      const result: Result<{ count: number }> = await act({ remediationId: id });
      toast(
        result.ok
          ? { tone: "good", title: `${says} ${counted(result.value.count, "cluster")}.` }
          : { tone: "bad", title: result.refusal },
      );
      onDone();
    });
  const foreign = mine ? null : `A retry acts in the name of ${actor}, who started this.`;
  return (
    <CommandBar>
      <Button
        look="subtle"
        icon={<RotateCcw aria-hidden className="size-4" />}
        reason={pending ? "One moment." : counts.failed === 0 ? "Nothing has failed." : foreign}
        onClick={() => run(retry, "Retrying")}
      >
        Retry failed
      </Button>
      <Button
        look="subtle"
        icon={<Ban aria-hidden className="size-4" />}
        reason={
          pending
            ? "One moment."
            : counts.queued === 0
              ? "Everything has started; nothing can be cancelled."
              : null
        }
        onClick={() => run(cancel, "Cancelled")}
      >
        Cancel what has not started
      </Button>
      <Button
        look="subtle"
        icon={<Link2 aria-hidden className="size-4" />}
        onClick={() =>
          void navigator.clipboard
            .writeText(location.href)
            .then(() => toast({ tone: "good", title: "The link is copied." }))
        }
      >
        Copy link
      </Button>
    </CommandBar>
  );
}
