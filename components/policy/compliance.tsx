import Link from "next/link";
import type { Person } from "@/lib/access/model";
import type { PolicyState, PolicyTask } from "@/lib/cloud/policy";
import { complianceOf } from "@/lib/policy/queries";
import { ProgressBar } from "../ui/bars";
import { EmptyState, Status, type Tone } from "../ui/status";
import { Table, Td, Th, Tr } from "../ui/table";
import { Time } from "../ui/time";
import { isCluster, verifyHref } from "../verify/cluster-links";
import { Faulted } from "./faulted";

const STATES: Record<string, { tone: Tone; label: string }> = {
  compliant: { tone: "good", label: "Compliant" },
  noncompliant: { tone: "bad", label: "Non-compliant" },
  exempt: { tone: "stopped", label: "Exempt" },
};

const TASK_TONES: Record<string, Tone> = { succeeded: "good", failed: "bad", cancelled: "stopped" };

/** What Azure Policy last found of an assignment: how many comply, which don't, and how its tasks go. */
export async function Compliance({
  person,
  id,
  scope,
}: {
  person: Person;
  id: string;
  scope: string;
}) {
  const found = await complianceOf(person, id, scope);
  if ("fault" in found) return <Faulted what="Compliance" fault={found.fault} />;
  const { counts, states, tasks } = found;
  const total = counts.compliant + counts.nonCompliant + counts.exempt + counts.other;
  return (
    <>
      <dl className="mt-0 mb-4 flex flex-wrap gap-x-10 gap-y-2">
        {(
          [
            ["Compliant", counts.compliant],
            ["Non-compliant", counts.nonCompliant],
            ["Exempt", counts.exempt],
          ] as const
        ).map(([label, value]) => (
          <div key={label} className="flex flex-col-reverse">
            <dt className="text-xs text-muted">{label}</dt>
            <dd className="m-0 text-2xl leading-8 font-semibold tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
      {total === 0 && (
        <EmptyState title="Azure Policy has not looked yet">
          It looks at a new assignment within half an hour, and at everything once a day.
        </EmptyState>
      )}
      {states.length > 0 && <StateTable states={states} />}
      <h3 className="mt-5 mb-1 text-sm font-semibold">Remediation tasks</h3>
      {tasks.length === 0 ? <p className="mt-0">There is none.</p> : <TaskTable tasks={tasks} />}
    </>
  );
}

function StateTable({ states }: { states: PolicyState[] }) {
  return (
    <Table label="Resources">
      <thead>
        <tr>
          <Th>Resource</Th>
          <Th>Compliance state</Th>
          <Th>Last looked at</Th>
        </tr>
      </thead>
      <tbody>
        {states.map(({ resourceId, state, at }) => {
          const words = STATES[state.toLowerCase()];
          return (
            <Tr key={resourceId}>
              <Td>
                <ResourceName id={resourceId} />
                <span className="block text-xs text-muted wrap-any">{resourceId}</span>
              </Td>
              <Td label="Compliance state">
                <Status tone={words?.tone ?? "info"}>{words?.label ?? state}</Status>
              </Td>
              <Td label="Last looked at">{at ? <Time at={at} /> : "–"}</Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}

/** The resource's name; that of a cluster leads to what is known of its deployment. */
function ResourceName({ id }: { id: string }) {
  const name = id.slice(id.lastIndexOf("/") + 1);
  if (!isCluster(id)) return name;
  return (
    <Link href={verifyHref(id.toLowerCase())} prefetch={false}>
      {name}
    </Link>
  );
}

function TaskTable({ tasks }: { tasks: PolicyTask[] }) {
  return (
    <Table label="Remediation tasks">
      <thead>
        <tr>
          <Th>Name</Th>
          <Th>State</Th>
          <Th className="w-1/3">Deployments</Th>
          <Th>Started</Th>
        </tr>
      </thead>
      <tbody>
        {tasks.map((task) => (
          <Tr key={task.id}>
            <Td className="wrap-any">{task.name}</Td>
            <Td label="State">
              <Status tone={TASK_TONES[task.state.toLowerCase()] ?? "busy"}>{task.state}</Status>
              {task.message && <span className="block text-xs text-muted">{task.message}</span>}
            </Td>
            <Td label="Deployments">
              <ProgressBar done={task.succeeded} failed={task.failed} total={task.total} />
              {task.succeeded} of {task.total} succeeded
              {task.failed > 0 && `, ${task.failed} failed`}
            </Td>
            <Td label="Started">{task.createdAt ? <Time at={task.createdAt} /> : "–"}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
