"use client";

import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";

/**
 * A panel from the right. It is the platform's own modal dialog: the rest of the page is inert, Escape closes it,
 * and the focus goes back to where it was.
 */
export function Panel({
  title,
  subtitle,
  onClose,
  children,
  foot,
}: {
  title: string;
  subtitle?: string;
  onClose: () => void;
  children: ReactNode;
  foot?: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      onClose={() => {
        // React mounts twice in development: the close of the first mounting arrives when the second has opened.
        if (!dialog.current?.open) onClose();
      }}
      className="panel m-0 ml-auto h-dvh max-h-none w-full max-w-[44rem] border-0 bg-surface p-0 text-ink shadow-panel backdrop:bg-[rgb(0_0_0/0.4)]"
    >
      <div className="flex h-full flex-col">
        <header className="flex items-start gap-2 border-b border-line px-5 py-3">
          <div className="min-w-0 grow">
            <h2 id={titleId} className="m-0 text-lg leading-6 font-semibold wrap-any">
              {title}
            </h2>
            {subtitle && <p className="m-0 text-muted wrap-any">{subtitle}</p>}
          </div>
          <button
            type="button"
            aria-label="Close"
            onClick={() => dialog.current?.close()}
            className="rounded-md border-0 bg-transparent p-1 text-ink hover:bg-hover"
          >
            <X aria-hidden className="size-5" />
          </button>
        </header>
        <div className="grow overflow-y-auto overscroll-contain px-5 py-4">{children}</div>
        {foot && (
          <footer className="flex flex-wrap items-center gap-2 border-t border-line px-5 py-3">
            {foot}
          </footer>
        )}
      </div>
    </dialog>
  );
}
