import type { Call } from "@/lib/cloud/cloud";
import { CodeBlock } from "../ui/code";
import { DiffView } from "../ui/diff-view";
import { Disclosure } from "../ui/disclosure";

/** Calls as they will go out: what changes first, the whole request below. */
export function Calls({ calls }: { calls: { call: Call; before: unknown; after: unknown }[] }) {
  return calls.map(({ call, before, after }) => (
    <div key={`${call.method} ${call.url}`} className="mb-4">
      <p className="m-0 mb-1 font-mono text-xs wrap-any">
        <strong>{call.method}</strong> {call.url}
      </p>
      <DiffView label={`What ${call.method} changes`} before={before} after={after} />
      {call.body !== null && (
        <details>
          <Disclosure>Whole body</Disclosure>
          <CodeBlock label="Request body" code={JSON.stringify(call.body, null, 2)} />
        </details>
      )}
    </div>
  ));
}
