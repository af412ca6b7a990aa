import { clsx } from "clsx";

/** Joins class names; false and undefined are left out. */
export const cx = clsx;

export const BUTTON = {
  base: "inline-flex min-h-8 items-center justify-center gap-1.5 rounded-md border px-3 py-1 text-sm whitespace-nowrap no-underline transition-colors hover:no-underline aria-disabled:cursor-not-allowed aria-disabled:border-line aria-disabled:bg-subtle aria-disabled:text-muted",
  primary:
    "border-brand bg-brand font-semibold text-on-brand not-aria-disabled:hover:border-brand-hover not-aria-disabled:hover:bg-brand-hover",
  secondary:
    "border-line-strong bg-surface font-semibold text-ink not-aria-disabled:hover:bg-hover",
  danger:
    "border-danger bg-surface font-semibold text-danger not-aria-disabled:hover:bg-danger-soft",
  subtle:
    "subtle border-transparent bg-transparent text-ink not-aria-disabled:hover:bg-hover aria-disabled:border-transparent aria-disabled:bg-transparent [&>svg]:text-link aria-disabled:[&>svg]:text-muted",
} as const;

export type ButtonLook = Exclude<keyof typeof BUTTON, "base">;
