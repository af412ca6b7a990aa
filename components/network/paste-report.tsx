"use client";

import { useRouter } from "next/navigation";
import { useId, useRef, useState, useTransition } from "react";
import { storeReport } from "@/lib/network/actions";
import { toast } from "../shell/toast";
import { Button } from "../ui/button";
import { MessageBar } from "../ui/status";

/** Takes what the Job printed. What was typed stays until it is stored. */
export function PasteReport({ clusterId }: { clusterId: string }) {
  const router = useRouter();
  const field = useRef<HTMLTextAreaElement>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [storing, start] = useTransition();
  const [fieldId, refusalId] = [useId(), useId()];
  const store = () =>
    start(async () => {
      const result = await storeReport({ clusterId, text: field.current?.value ?? "" });
      if (!result.ok) {
        setRefusal(result.refusal);
        field.current?.focus();
        return;
      }
      const { tried, unreachable } = result.value;
      setRefusal(null);
      if (field.current) field.current.value = "";
      toast({
        tone: unreachable > 0 ? "bad" : "good",
        title: `Stored: ${unreachable} of ${tried} endpoints can't be reached from the cluster.`,
      });
      router.refresh();
    });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        store();
      }}
    >
      {refusal && (
        <div id={refusalId}>
          <MessageBar kind="error">{refusal}</MessageBar>
        </div>
      )}
      <label htmlFor={fieldId} className="mb-1 block">
        What <code>kubectl logs</code> printed, from the first line to the last
      </label>
      <textarea
        id={fieldId}
        ref={field}
        rows={6}
        spellCheck={false}
        aria-invalid={refusal !== null}
        aria-describedby={refusal ? refusalId : undefined}
        className="mb-2 block w-full max-w-4xl rounded-md border border-line-strong bg-surface p-2 font-mono text-sm text-ink"
      />
      <Button type="submit" look="primary" reason={storing ? "It is being stored." : null}>
        Store the result
      </Button>
    </form>
  );
}
