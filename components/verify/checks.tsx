import type { Check, CheckState } from "@/lib/verify/model";
import { CodeBlock } from "../ui/code";
import { Disclosure } from "../ui/disclosure";
import { Status, type Tone } from "../ui/status";
import { PodTable } from "./pod-table";

const STATES: Record<CheckState, [tone: Tone, says: string]> = {
  ok: ["good", "OK"],
  pending: ["busy", "Pending"],
  problem: ["bad", "Problem"],
  unknown: ["warn", "Unknown"],
  off: ["none", "Off"],
};

/** Each check with what was seen, where, and what to do about it. */
export function Checks({ checks }: { checks: Check[] }) {
  return (
    <ul className="m-0 list-none p-0">
      {checks.map((check) => (
        <li key={check.key} className="border-b border-line py-3 first:border-t">
          <CheckRow check={check} />
        </li>
      ))}
    </ul>
  );
}

function CheckRow({ check }: { check: Check }) {
  const { title, state, seen, source, advice, fault, pods, code } = check;
  const [tone, says] = STATES[state];
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <h3 className="m-0 min-w-0 text-sm font-semibold wrap-any">{title}</h3>
        <Status tone={tone}>{says}</Status>
      </div>
      <p className="m-0 wrap-any">{seen}</p>
      {fault && (
        <p className="m-0 wrap-any">
          <strong className="font-semibold">{fault.code}</strong>: {fault.message}
          {fault.requestId && <span className="text-muted"> Request id {fault.requestId}</span>}
        </p>
      )}
      {advice && <p className="m-0 wrap-any">{advice}</p>}
      <p className="m-0 text-xs text-muted">Read from {source}</p>
      {pods && pods.length > 0 && (
        <div className="mt-2">
          <PodTable label={title} pods={pods} />
        </div>
      )}
      {code && (
        <details className="mt-1">
          <Disclosure>{code.label}</Disclosure>
          <div className="mt-1">
            <CodeBlock label={code.label} code={code.text} />
          </div>
        </details>
      )}
    </>
  );
}
