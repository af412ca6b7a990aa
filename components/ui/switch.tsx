"use client";

import { cx } from "./classes";

/** The portal's Off | On switch. With `reason` it can't be moved, and says why. */
export function Switch({
  label,
  on,
  onChange,
  reason,
}: {
  label: string;
  on: boolean;
  onChange: (on: boolean) => void;
  reason?: string | null | undefined;
}) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      aria-label={label}
      {...(reason ? { "aria-disabled": true, title: reason, "aria-description": reason } : { onClick: () => onChange(!on) })}
      className="inline-flex h-7 w-24 shrink-0 rounded-full border border-line-strong bg-surface p-0.5 text-xs font-semibold aria-disabled:cursor-not-allowed aria-disabled:opacity-60"
    >
      {[false, true].map((side) => (
        <span
          key={String(side)}
          aria-hidden
          className={cx(
            "flex h-full w-1/2 items-center justify-center rounded-full",
            side === on ? "bg-brand text-on-brand" : "text-muted",
          )}
        >
          {side ? "On" : "Off"}
        </span>
      ))}
    </button>
  );
}
