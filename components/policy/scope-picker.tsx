"use client";

import { useCallback, useEffect, useState } from "react";
import type { ScopeOption } from "@/lib/policy/queries";
import { INPUT } from "../ui/field";
import { Status } from "../ui/status";

const CALM_MS = 250;

/** Searches where a policy can be assigned: management groups, subscriptions, resource groups with clusters. */
export function ScopePicker({
  label,
  chosen,
  onChoose,
}: {
  label: string;
  chosen: readonly string[];
  onChoose: (scope: string) => void;
}) {
  const [search, setSearch] = useState("");
  const [options, setOptions] = useState<ScopeOption[] | null>(null);
  const [failed, setFailed] = useState(false);
  const look = useCallback(async (text: string, signal: AbortSignal) => {
    const answer = await fetch(`/api/policy/scopes?${new URLSearchParams({ search: text })}`, {
      signal,
    }).catch(() => null);
    if (signal.aborted) return;
    setFailed(!answer?.ok);
    if (answer?.ok) setOptions(await answer.json());
  }, []);
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => void look(search, stop.signal), CALM_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [search, look]);
  return (
    <div className="max-w-3xl rounded-md border border-line p-2">
      <input
        type="search"
        aria-label={`Search: ${label}`}
        placeholder="Search by name or ID"
        value={search}
        maxLength={200}
        onChange={(event) => setSearch(event.target.value)}
        className={INPUT}
      />
      {failed && <p className="m-0 mt-2 text-danger">The scopes could not be read.</p>}
      {!options && !failed && <Status tone="busy">Looking…</Status>}
      {options?.length === 0 && <p className="m-0 mt-2 text-muted">Nothing matches.</p>}
      <ul aria-label={label} className="m-0 mt-1 max-h-64 list-none overflow-y-auto p-0">
        {options?.map((option) => (
          <li key={option.scope}>
            <button
              type="button"
              aria-pressed={isChosen(chosen, option.scope)}
              onClick={() => onChoose(option.scope)}
              className="flex w-full flex-wrap items-baseline gap-x-2 rounded-sm border-0 bg-transparent px-2 py-1 text-left text-ink hover:bg-hover aria-pressed:bg-brand-soft aria-pressed:font-semibold"
            >
              <span className="wrap-any">{option.name}</span>
              <span className="text-xs font-normal text-muted">
                {option.kind}
                {option.within && ` in ${option.within}`}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** ARM ids are the same in any case. */
export function isChosen(chosen: readonly string[], scope: string): boolean {
  return chosen.some((one) => one.toLowerCase() === scope.toLowerCase());
}
