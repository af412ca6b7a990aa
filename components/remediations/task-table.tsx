import { VERBS, type Verb } from "@/lib/remediations/catalog";
import type { TaskState } from "@/lib/remediations/flow";
import type { TaskRow } from "@/lib/remediations/queries";
import { stateWords } from "@/lib/remediations/states";
import { DiffView } from "../ui/diff-view";
import { Disclosure } from "../ui/disclosure";
import { EmptyState, Status, type Tone } from "../ui/status";
import { Table, Td, Th, Tr } from "../ui/table";
import { Time, TimeOfDay } from "../ui/time";
import { ClusterLinks } from "../verify/cluster-links";

const TONE: Record<TaskState, Tone> = {
  queued: "none",
  applying: "busy",
  waiting: "busy",
  verifying: "busy",
  fixed: "good",
  failed: "bad",
  cancelled: "stopped",
};

/** The tasks of a remediation: where each stands, and what the cloud said. */
export function TaskTable({ verb, rows }: { verb: Verb; rows: TaskRow[] }) {
  if (rows.length === 0) return <EmptyState title="No task is in this state" />;
  return (
    <Table label="Tasks">
      <thead>
        <tr>
          <Th>Cluster</Th>
          <Th>State</Th>
          <Th>What happened</Th>
          <Th>Finished</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Tr key={row.id}>
            <Td className="wrap-any">
              <strong className="font-semibold">{row.name}</strong>
              <span className="block text-xs text-muted">
                {row.subscription}, {row.resourceGroup}, {row.region}
              </span>
              <ClusterLinks id={row.clusterId} name={row.name} />
            </Td>
            <Td label="State" className="whitespace-nowrap">
              <Status tone={TONE[row.state]}>{stateWords(verb, row.state).label}</Status>
            </Td>
            <Td label="What happened" className="wrap-any">
              <Happened verb={verb} row={row} />
            </Td>
            <Td label="Finished" className="whitespace-nowrap">
              {row.finishedAt && <Time at={row.finishedAt} />}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function Happened({ verb, row }: { verb: Verb; row: TaskRow }) {
  const { fault } = row;
  return (
    <>
      {!fault && <span className="text-muted">{saysOf(verb, row)}</span>}
      {fault && (
        <>
          <strong className="font-semibold">{fault.code}</strong>: {fault.message}
          <span className="block">{fault.advice}</span>
          {fault.requestId && (
            <span className="block text-xs text-muted">Request id {fault.requestId}</span>
          )}
        </>
      )}
      {row.returnedAt && (
        <p className="m-0">
          <Status tone="warn">
            Came back <Time at={row.returnedAt} />
          </Status>
          <span className="block">{row.returnedBy?.what}</span>
          {row.returnedBy?.who && (
            <span className="block text-xs text-muted">
              By Azure's activity log, {row.returnedBy.who} wrote it.
            </span>
          )}
        </p>
      )}
      {row.nextAt && row.state !== "failed" && (
        <span className="block text-xs text-muted">
          Looked at again at <TimeOfDay at={row.nextAt} />
          {row.attempts > 0 && `, attempt ${row.attempts + 1}`}
        </span>
      )}
      {row.intent && (
        <details>
          <Disclosure>What was changed</Disclosure>
          <DiffView
            label={`What was changed on ${row.name}`}
            before={row.before}
            after={row.intent.after}
          />
          {row.requestId && (
            <p className="m-0 text-xs text-muted">Azure's request id {row.requestId}</p>
          )}
        </details>
      )}
    </>
  );
}

/** A task that found the cluster as it was asked for has made no call. */
function saysOf(verb: Verb, { state, intent }: TaskRow): string {
  return state === "fixed" && !intent ? VERBS[verb].wasSo : stateWords(verb, state).says;
}
