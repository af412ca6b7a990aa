"use client";

import { Ban, CirclePlus, Download, type LucideIcon, Trash2, Undo2, Zap } from "lucide-react";
import dynamic from "next/dynamic";
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { installableOf, type Task } from "@/lib/options/catalog";
import type { RecommendationId } from "@/lib/recommendations/catalog";
import type { Act } from "@/lib/recommendations/catalog-acts";
import type { ListFilter, Selection } from "@/lib/recommendations/filter";
import { VERBS, type Verb } from "@/lib/remediations/catalog";
import { AllOptionsLink } from "../options/all-options-link";
import { Button } from "../ui/button";

// Without a fallback of its own, loading it would hide the list that it opens from, and with it the focus.
const FixPanel = dynamic(
  () => import("../remediations/fix-panel").then((module) => module.FixPanel),
  { loading: () => null },
);

const ScriptPanel = dynamic(
  () => import("../onboarding/script-panel").then((module) => module.ScriptPanel),
  { loading: () => null },
);
const AccessPanel = dynamic(
  () => import("../onboarding/access-panel").then((module) => module.AccessPanel),
  { loading: () => null },
);

/** What opens when it is begun: the panel of a verb, or one of the panels of scripts. */
type Begun = Verb | "script" | "access";
const SCRIPT_PANELS = { script: ScriptPanel, access: AccessPanel };

interface Chosen {
  ids: ReadonlySet<string>;
  all: boolean;
  pageIds: string[];
  toggle(id: string): void;
  togglePage(): void;
}

const Selected = createContext<Chosen | null>(null);

/** Which task of All options does what the verb does. */
const TASK_OF: Partial<Record<Begun, Task>> = { fix: "deploy", remove: "remove" };

const ICONS: Partial<Record<Begun, LucideIcon>> = {
  fix: Zap,
  script: Zap,
  access: Download,
  remove: Trash2,
  exclude: Ban,
  include: CirclePlus,
  withdraw: Undo2,
};

/** On the button; a fix by script is a Fix to whoever presses it. */
function labelOf(act: Begun): string {
  if (act === "script") return VERBS.fix.label;
  return act === "access" ? "Scripts" : VERBS[act].label;
}

/** Selection of single clusters, of the page, or of all that match; and the verbs. The rows come from the server. */
export function FixSelection({
  recommendationId,
  acts,
  filter,
  total,
  rows,
  children,
}: {
  recommendationId: RecommendationId;
  /** What can be begun, the usual first. */
  acts: readonly (Act | Verb)[];
  filter: ListFilter;
  total: number;
  rows: { id: string; name: string }[];
  children: ReactNode;
}) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState(false);
  const [begun, setBegun] = useState<Begun | null>(null);
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
  const task = acts[0] && TASK_OF[acts[0]];
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
        <Acts acts={acts} none={count === 0} onBegin={setBegun} />
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
      {begun && (
        <Opened
          begun={begun}
          recommendationId={recommendationId}
          selection={all ? { kind: "all", filter } : { kind: "these", ids: [...ids] }}
          onClose={(started) => {
            setBegun(null);
            if (started) clear();
          }}
        />
      )}
    </Selected>
  );
}

function Acts({
  acts,
  none,
  onBegin,
}: {
  acts: readonly Begun[];
  none: boolean;
  onBegin: (act: Begun) => void;
}) {
  return acts.map((act, at) => {
    const Icon = ICONS[act];
    return (
      <Button
        key={act}
        look={at === 0 ? "primary" : "secondary"}
        icon={Icon && <Icon aria-hidden className="size-4" />}
        reason={none ? "Select the clusters first." : null}
        onClick={() => onBegin(act)}
      >
        {labelOf(act)}
      </Button>
    );
  });
}

function Opened({
  begun,
  ...panel
}: {
  begun: Begun;
  recommendationId: RecommendationId;
  selection: Selection;
  onClose: (started: boolean) => void;
}) {
  if (begun !== "script" && begun !== "access") return <FixPanel verb={begun} {...panel} />;
  const Scripts = SCRIPT_PANELS[begun];
  return <Scripts {...panel} />;
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
