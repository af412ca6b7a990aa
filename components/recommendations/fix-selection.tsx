"use client";

import { type LucideIcon, Trash2, Zap } from "lucide-react";
import dynamic from "next/dynamic";
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { installableOf, type Task } from "@/lib/options/catalog";
import type { RecommendationId } from "@/lib/recommendations/catalog";
import type { ListFilter } from "@/lib/recommendations/filter";
import { VERBS, type Verb } from "@/lib/remediations/catalog";
import { AllOptionsLink } from "../options/all-options-link";
import { Button } from "../ui/button";

// Without a fallback of its own, loading it would hide the list that it opens from, and with it the focus.
const FixPanel = dynamic(
  () => import("../remediations/fix-panel").then((module) => module.FixPanel),
  { loading: () => null },
);

interface Chosen {
  ids: ReadonlySet<string>;
  all: boolean;
  pageIds: string[];
  toggle(id: string): void;
  togglePage(): void;
}

const Selected = createContext<Chosen | null>(null);

/** Which task of All options does what the verb does. */
const TASK_OF: Partial<Record<Verb, Task>> = { fix: "deploy", remove: "remove" };

const ICONS: Partial<Record<Verb, LucideIcon>> = { fix: Zap, remove: Trash2 };

/** Selection of single clusters, of the page, or of all that match; and the verb. The rows come from the server. */
export function FixSelection({
  recommendationId,
  verb = "fix",
  filter,
  total,
  rows,
  children,
}: {
  recommendationId: RecommendationId;
  verb?: Verb;
  filter: ListFilter;
  total: number;
  rows: { id: string; name: string }[];
  children: ReactNode;
}) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState(false);
  const [fixing, setFixing] = useState(false);
  const chosen = useMemo<Chosen>(() => {
    const pageIds = rows.map((row) => row.id);
    const whole = pageIds.every((id) => ids.has(id));
    return {
      ids,
      all,
      pageIds,
      toggle(id) {
        const next = new Set(all ? pageIds : ids);
        if (!next.delete(id)) next.add(id);
        setAll(false);
        setIds(next);
      },
      togglePage() {
        setAll(false);
        setIds(all || whole ? new Set() : new Set(pageIds));
      },
    };
  }, [ids, all, rows]);
  const count = all ? total : ids.size;
  const { label } = VERBS[verb];
  const Icon = ICONS[verb];
  const task = TASK_OF[verb];
  const component = installableOf(recommendationId);
  const clear = () => {
    setIds(new Set());
    setAll(false);
  };
  return (
    <Selected value={chosen}>
      <div
        role="toolbar"
        aria-label="Selection"
        className="mb-2 flex min-h-9 flex-wrap items-center gap-2"
      >
        <Button
          look="primary"
          icon={Icon && <Icon aria-hidden className="size-4" />}
          reason={count === 0 ? "Select the clusters first." : null}
          onClick={() => setFixing(true)}
        >
          {label}
        </Button>
        {task && component && (
          <AllOptionsLink
            component={component}
            task={task}
            assessmentIds={ids}
            filter={all ? filter : null}
          />
        )}
        <span role="status">
          {count > 0 &&
            `${count.toLocaleString("en")} ${all ? "that match are selected" : "selected"}`}
        </span>
        {!all && total > rows.length && (
          <Button look="subtle" onClick={() => setAll(true)}>
            Select all {total.toLocaleString("en")} that match
          </Button>
        )}
        {count > 0 && (
          <Button look="subtle" onClick={clear}>
            Clear selection
          </Button>
        )}
      </div>
      {children}
      {fixing && (
        <FixPanel
          recommendationId={recommendationId}
          verb={verb}
          selection={all ? { kind: "all", filter } : { kind: "these", ids: [...ids] }}
          onClose={(started) => {
            setFixing(false);
            if (started) clear();
          }}
        />
      )}
    </Selected>
  );
}

/** The check box in the table's head: everything on this page. */
export function SelectAllOnPage() {
  const chosen = useContext(Selected);
  if (!chosen) return null;
  const whole = chosen.all || chosen.pageIds.every((id) => chosen.ids.has(id));
  return (
    <input
      type="checkbox"
      aria-label="Select all on this page"
      checked={whole}
      onChange={chosen.togglePage}
      className="size-4 accent-brand"
    />
  );
}

/** The check box of one cluster. */
export function SelectRow({ id, name }: { id: string; name: string }) {
  const chosen = useContext(Selected);
  if (!chosen) return null;
  return (
    <input
      type="checkbox"
      aria-label={`Select ${name}`}
      checked={chosen.all || chosen.ids.has(id)}
      onChange={() => chosen.toggle(id)}
      className="size-4 accent-brand"
    />
  );
}
