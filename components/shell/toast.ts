import type { Tone } from "../ui/status";

export interface Toast {
  tone: Tone;
  title: string;
  href?: string;
  link?: string;
}

export const TOAST_EVENT = "breakwater:toast";

/** Shows a toast, whichever page comes next. */
export function toast(detail: Toast): void {
  window.dispatchEvent(new CustomEvent(TOAST_EVENT, { detail }));
}
