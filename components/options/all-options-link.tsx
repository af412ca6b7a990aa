import { SquareTerminal } from "lucide-react";
import type { Route } from "next";
import { type Installable, NAMED_MAX, type Task } from "@/lib/options/catalog";
import type { ListFilter } from "@/lib/recommendations/filter";
import { Button, LinkButton } from "../ui/button";

/** The way to All options with what is selected in a list: single clusters, or all that match its filter. */
export function AllOptionsLink({
  component,
  task,
  assessmentIds,
  filter,
}: {
  component: Installable;
  task: Task;
  assessmentIds: ReadonlySet<string>;
  /** Of the list, where everything in it is meant; else null. */
  filter: ListFilter | null;
}) {
  const reason = reasonNot(assessmentIds.size, filter !== null);
  const icon = <SquareTerminal aria-hidden className="size-4" />;
  if (reason) {
    return (
      <Button icon={icon} reason={reason}>
        All options
      </Button>
    );
  }
  const params = new URLSearchParams({ component, task });
  for (const [name, values] of Object.entries(filter ?? { assessment: [...assessmentIds] })) {
    for (const value of [values ?? []].flat()) params.append(name, value);
  }
  return (
    <LinkButton href={`/options?${params}` as Route} icon={icon}>
      All options
    </LinkButton>
  );
}

function reasonNot(count: number, all: boolean): string | null {
  if (all) return null;
  if (count === 0) return "Select the clusters first.";
  if (count <= NAMED_MAX) return null;
  return `Select ${NAMED_MAX} clusters at most, or all that match.`;
}
