import { clsx } from "clsx";

/** Joins class names; false and undefined are left out. */
export const cx = clsx;

export const BUTTON = {
  base: "inline-flex min-h-8 items-center justify-center gap-1.5 rounded-md border px-3 py-1 text-sm font-semibold whitespace-nowrap no-underline transition-colors aria-disabled:cursor-not-allowed aria-disabled:opacity-60",
  primary: "border-brand bg-brand text-on-brand hover:border-brand-hover hover:bg-brand-hover",
  secondary: "border-line-strong bg-surface text-ink hover:bg-hover",
  danger: "border-danger bg-surface text-danger hover:bg-danger-soft",
  subtle: "border-transparent bg-transparent font-normal text-ink hover:bg-hover",
} as const;

export type ButtonLook = Exclude<keyof typeof BUTTON, "base">;
