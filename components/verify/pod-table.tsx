import type { PodFacts } from "@/lib/cloud/cloud";
import { isPassing, isReady } from "@/lib/verify/model";
import { Disclosure } from "../ui/disclosure";
import { Status } from "../ui/status";
import { Table, Td, Th, Tr } from "../ui/table";
import { Time } from "../ui/time";

/** Rows that are shown at once; a large cluster has hundreds, and those that are not ready come first. */
const SHOWN = 5;

/** Pods as `kubectl get pods` lists them. */
export function PodTable({ label, pods }: { label: string; pods: PodFacts[] }) {
  const sorted = [...pods].sort((a, b) => Number(isReady(a)) - Number(isReady(b)));
  const [first, rest] = [sorted.slice(0, SHOWN), sorted.slice(SHOWN)];
  return (
    <>
      <Rows label={label} pods={first} />
      {rest.length > 0 && (
        <details>
          <Disclosure>{rest.length.toLocaleString("en")} more</Disclosure>
          <Rows label={`${label}, the rest`} pods={rest} />
        </details>
      )}
    </>
  );
}

function Rows({ label, pods }: { label: string; pods: PodFacts[] }) {
  return (
    <Table label={label}>
      <thead>
        <tr>
          <Th className="w-2/5">Pod</Th>
          <Th>Namespace</Th>
          <Th>Ready</Th>
          <Th>Status</Th>
          <Th>Restarts</Th>
          <Th>Age</Th>
        </tr>
      </thead>
      <tbody>
        {pods.map((pod) => (
          <Tr key={`${pod.namespace}/${pod.name}`}>
            <Td className="font-mono text-xs wrap-any">{pod.name}</Td>
            <Td label="Namespace">{pod.namespace}</Td>
            <Td label="Ready">
              {pod.ready}/{pod.containers}
            </Td>
            <Td label="Status">
              <Status tone={toneOf(pod)}>{pod.status}</Status>
            </Td>
            <Td label="Restarts">{pod.restarts}</Td>
            <Td label="Age" className="whitespace-nowrap">
              <Time at={pod.createdAt} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function toneOf(pod: PodFacts) {
  if (isReady(pod)) return "good";
  return isPassing(pod) ? "busy" : "bad";
}
