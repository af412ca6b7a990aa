import type { ReactNode } from "react";
import { cx } from "../ui/classes";

const PLACES = {
  right:
    "top-12 right-2 max-h-[80vh] w-80 max-w-[calc(100vw-1rem)] rounded-md border border-line shadow-popup",
  drawer: "inset-y-0 top-12 left-0 w-72 max-w-[85vw] border-r border-line shadow-panel",
} as const;

/**
 * A small window of the top bar, under its button or as a drawer from the left. It opens without script;
 * DismissPopups closes it.
 */
export function Popup({
  label,
  button,
  children,
  place = "right",
}: {
  label: string;
  button: ReactNode;
  children: ReactNode;
  place?: keyof typeof PLACES;
}) {
  return (
    <details data-popup name="topbar" className="group/popup relative">
      <summary
        aria-label={label}
        title={label}
        className="flex h-10 min-w-10 items-center justify-center gap-2 rounded-md px-2 group-open/popup:bg-[rgb(255_255_255/0.15)] hover:bg-[rgb(255_255_255/0.15)]"
      >
        {button}
      </summary>
      <div
        className={cx(
          "fixed z-40 overflow-y-auto bg-raised text-ink [--c-focus:var(--c-brand)]",
          PLACES[place],
        )}
      >
        {children}
      </div>
    </details>
  );
}
