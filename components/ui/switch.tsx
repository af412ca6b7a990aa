"use client";

import { useId } from "react";
import { cx } from "./classes";
import { Reason, reasonFor } from "./reason";

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
  const reasonId = useId();
  return (
    <>
      <button
        type="button"
        role="switch"
        aria-checked={on}
        aria-label={label}
        {...(reason ? reasonFor(reasonId, reason) : { onClick: () => onChange(!on) })}
        className="group inline-flex h-7 w-24 shrink-0 rounded-full border border-line-strong bg-surface p-0.5 text-sm focus-visible:rounded-full aria-disabled:cursor-not-allowed aria-disabled:border-line"
      >
        {[false, true].map((side) => (
          <Side key={String(side)} word={side ? "On" : "Off"} chosen={side === on} />
        ))}
      </button>
      <Reason id={reasonId}>{reason}</Reason>
    </>
  );
}

function Side({ word, chosen }: { word: string; chosen: boolean }) {
  return (
    <span
      aria-hidden
      {...(chosen ? { "data-chosen": "" } : {})}
      className={cx(
        "flex h-full w-1/2 items-center justify-center rounded-full transition-colors",
        chosen
          ? "bg-brand font-semibold text-on-brand group-aria-disabled:bg-hover group-aria-disabled:text-muted"
          : "text-link group-aria-disabled:text-muted",
      )}
    >
      {word}
    </span>
  );
}
