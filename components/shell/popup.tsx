"use client";

import { type ReactNode, useEffect, useRef } from "react";

/** A small window under a button of the top bar. Escape and a click elsewhere close it. */
export function Popup({
  label,
  button,
  children,
  onOpen,
}: {
  label: string;
  button: ReactNode;
  children: ReactNode;
  onOpen?: () => void;
}) {
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    function close(event: Event) {
      const shown = details.current;
      if (!shown?.open) return;
      if (event instanceof KeyboardEvent && event.key !== "Escape") return;
      if (event instanceof MouseEvent && shown.contains(event.target as Node)) return;
      shown.open = false;
      if (event instanceof KeyboardEvent) shown.querySelector("summary")?.focus();
    }
    document.addEventListener("keydown", close);
    document.addEventListener("click", close);
    return () => {
      document.removeEventListener("keydown", close);
      document.removeEventListener("click", close);
    };
  }, []);
  return (
    <details
      ref={details}
      name="topbar"
      className="relative"
      onToggle={(event) => event.currentTarget.open && onOpen?.()}
    >
      <summary
        aria-label={label}
        title={label}
        className="flex h-10 min-w-10 list-none items-center justify-center gap-2 rounded-md px-2 hover:bg-[rgb(255_255_255/0.15)]"
      >
        {button}
      </summary>
      <div className="fixed top-12 right-2 z-40 max-h-[80vh] w-80 max-w-[calc(100vw-1rem)] overflow-y-auto rounded-md border border-line bg-raised text-ink shadow-popup">
        {children}
      </div>
    </details>
  );
}
