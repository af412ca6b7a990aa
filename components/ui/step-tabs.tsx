import { Check } from "lucide-react";
import { cx } from "./classes";

interface StepTab<Id> {
  id: Id;
  title: string;
  state: "wrong" | "done" | null;
}

/** The steps of a wizard, any of which may be gone to. */
export function StepTabs<Id extends string>({
  steps,
  step,
  go,
}: {
  steps: StepTab<Id>[];
  step: Id;
  go: (to: Id) => void;
}) {
  return (
    <nav aria-label="Steps" className="mb-4 border-b border-line">
      <ol className="m-0 flex list-none flex-wrap p-0 sm:gap-1">
        {steps.map(({ id, title, state }, place) => (
          <li key={id}>
            <button
              type="button"
              aria-current={id === step ? "step" : undefined}
              onClick={() => go(id)}
              className={cx(
                "-mb-px flex items-center gap-1 border-0 border-b-2 bg-transparent px-2 py-2 sm:px-3",
                id === step
                  ? "border-brand font-semibold text-ink"
                  : "border-transparent text-muted hover:border-line-strong",
              )}
            >
              {state === "done" && id !== step && (
                <>
                  <Check aria-hidden className="size-4 text-success" />
                  <span className="sr-only">Done: </span>
                </>
              )}
              {place + 1}. {title}
              {state === "wrong" && <span className="text-danger"> (needs a look)</span>}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
