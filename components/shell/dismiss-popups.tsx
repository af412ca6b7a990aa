"use client";

import { useEffect } from "react";

const OPEN = "details[data-popup][open]";

/**
 * Closes the popups of the page as people expect: by Escape, by a click elsewhere, by following a link or applying
 * a form inside. One listener for all of them, so that the popups themselves ship no script. Escape also hides the
 * reason that a control shows, until the pointer or the focus moves on.
 */
export function DismissPopups() {
  useEffect(() => {
    const listening = new AbortController();
    const options = { signal: listening.signal };
    document.addEventListener("keydown", onKey, options);
    document.addEventListener("click", onClick, options);
    document.addEventListener("submit", onSubmit, options);
    for (const moved of ["pointerover", "focusin"])
      document.addEventListener(moved, showReasons, options);
    return () => listening.abort();
  }, []);
  return null;
}

function onKey(event: KeyboardEvent): void {
  if (event.key !== "Escape") return;
  document.documentElement.dataset.reasons = "hidden";
  for (const popup of document.querySelectorAll<HTMLDetailsElement>(OPEN)) close(popup);
}

function onClick(event: MouseEvent): void {
  if (!(event.target instanceof Element)) return;
  const [inside, followed] = [event.target.closest(OPEN), event.target.closest("a[href]")];
  for (const popup of document.querySelectorAll<HTMLDetailsElement>(OPEN)) {
    if (popup !== inside || followed) popup.open = false;
  }
}

function onSubmit(event: SubmitEvent): void {
  const popup = event.target instanceof Element && event.target.closest<HTMLDetailsElement>(OPEN);
  if (popup) close(popup);
}

function showReasons(): void {
  delete document.documentElement.dataset.reasons;
}

/** The focus goes back to the button, unless it stands somewhere else. */
function close(popup: HTMLDetailsElement): void {
  const hadFocus = popup.contains(document.activeElement);
  popup.open = false;
  if (hadFocus) popup.querySelector("summary")?.focus();
}
