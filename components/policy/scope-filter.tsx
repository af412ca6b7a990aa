"use client";

import type { Route } from "next";
import { useRouter } from "next/navigation";
import { withParams } from "../live/query-string";
import { ScopePicker } from "./scope-picker";

/** Chooses the scope from which assignments are seen; the choice is a state of the URL. */
export function ScopeFilter({ query, scope }: { query: string; scope: string }) {
  const router = useRouter();
  const choose = (next: string) =>
    router.push(withParams(new URLSearchParams(query), { scope: next }) as Route, {
      scroll: false,
    });
  return (
    <details data-popup className="relative">
      <summary className="flex h-8 max-w-72 items-center rounded-full border border-transparent bg-brand-soft px-3 text-sm hover:border-brand">
        <span className="truncate">
          Seen from :{" "}
          <strong>{scope ? scope.slice(scope.lastIndexOf("/") + 1) : "All scopes"}</strong>
        </span>
      </summary>
      <div className="absolute left-0 z-20 mt-1 w-96 rounded-md border border-line bg-raised p-2 shadow-popup max-sm:fixed max-sm:inset-x-4 max-sm:w-auto">
        <ScopePicker label="Scopes" chosen={[scope]} onChoose={choose} />
      </div>
    </details>
  );
}
