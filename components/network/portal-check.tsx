"use client";

import { useId, useRef, useState } from "react";
import type { CloudId } from "@/lib/network/catalog";
import type { CheckResult } from "@/lib/network/live";
import type { Endpoint } from "@/lib/network/model";
import { Button } from "../ui/button";
import { MessageBar } from "../ui/status";
import { inWords, ResultTable } from "./result-table";
import { streamChecks } from "./stream-checks";

/** Connects from the portal's own network to what the list names, and shows each result as it comes. */
export function PortalCheck({
  cloud,
  endpoints,
  regions,
}: {
  cloud: CloudId;
  endpoints: Endpoint[];
  regions: readonly string[];
}) {
  const [results, setResults] = useState<ReadonlyMap<string, CheckResult>>(new Map());
  const [running, setRunning] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const stop = useRef<AbortController | null>(null);
  const [regionField, workspaceField] = [useId(), useId()];

  async function check(form: FormData) {
    const workspace = String(form.get("workspace")).trim();
    stop.current = new AbortController();
    setRunning(true);
    setRefusal(null);
    setResults(new Map());
    const request = {
      cloud,
      ids: endpoints.map(({ id }) => id),
      region: String(form.get("region")),
      workspace: workspace || null,
    };
    const ended = await streamChecks(request, stop.current.signal, (result) =>
      setResults((known) => new Map(known).set(result.id, result)),
    );
    setRefusal(ended);
    setRunning(false);
  }

  return (
    <>
      <p className="mt-0 mb-3 max-w-4xl">
        The portal connects to each endpoint as a sensor would: it resolves the name, opens the
        connection, and checks that the certificate is trusted and carries the name. It says what
        the portal's own network lets through. A cluster's network may differ: check that from the
        cluster.
      </p>
      <form
        className="mb-4 flex flex-wrap items-end gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void check(new FormData(event.currentTarget));
        }}
      >
        <div>
          <label htmlFor={regionField} className="block font-semibold">
            Region of the clusters
          </label>
          <select
            id={regionField}
            name="region"
            className="h-8 rounded-md border border-line-strong bg-surface px-2 text-ink"
          >
            {regions.map((region) => (
              <option key={region}>{region}</option>
            ))}
          </select>
        </div>
        <div className="max-sm:w-full">
          <label htmlFor={workspaceField} className="block font-semibold">
            Workspace ID <span className="font-normal text-muted">(for opinsights names)</span>
          </label>
          <input
            id={workspaceField}
            name="workspace"
            maxLength={36}
            placeholder="00000000-0000-0000-0000-000000000000"
            className="h-8 w-88 max-w-full rounded-md border border-line-strong bg-surface px-2 text-ink placeholder:text-muted"
          />
        </div>
        <Button type="submit" look="primary" reason={running ? "A check is running." : null}>
          Check {endpoints.length} endpoints
        </Button>
        {running && <Button onClick={() => stop.current?.abort()}>Stop</Button>}
      </form>
      {refusal && <MessageBar kind="error">{refusal}</MessageBar>}
      <p role="status" className="mt-0 mb-3 text-muted">
        {(running || results.size > 0) && inWords([...results.values()], endpoints.length)}
      </p>
      <ResultTable
        rows={endpoints.map(({ id, host, port, row }) => {
          const result = results.get(id);
          return { id, published: host, port, purpose: row.purpose, ...(result && { result }) };
        })}
        running={running}
      />
    </>
  );
}
