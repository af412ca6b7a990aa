"use client";

import { X } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useEffect, useState } from "react";
import { Status } from "../ui/status";
import { TOAST_EVENT, type Toast } from "./toast";

const SHOWN_MS = 12_000;

/** Where toasts appear; screen readers are told of them. */
export function Toasts() {
  const [toasts, setToasts] = useState<(Toast & { id: number })[]>([]);
  useEffect(() => {
    let last = 0;
    function add(event: Event) {
      const id = ++last;
      setToasts((shown) => [...shown.slice(-2), { ...(event as CustomEvent<Toast>).detail, id }]);
      setTimeout(() => setToasts((shown) => shown.filter((toast) => toast.id !== id)), SHOWN_MS);
    }
    window.addEventListener(TOAST_EVENT, add);
    return () => window.removeEventListener(TOAST_EVENT, add);
  }, []);
  const remove = (id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id));
  return (
    <div
      role="status"
      aria-live="polite"
      className="fixed right-3 bottom-3 z-50 flex w-88 max-w-[calc(100vw-1.5rem)] flex-col gap-2"
    >
      {toasts.map((toast) => (
        <div
          key={toast.id}
          className="flex gap-2 rounded-md border border-line bg-raised p-3 shadow-popup"
        >
          <div className="min-w-0 grow">
            <Status tone={toast.tone}>
              <strong>{toast.title}</strong>
            </Status>
            {toast.href && (
              <p className="m-0 mt-1 ml-5.5">
                <Link href={toast.href as Route} prefetch={false} onClick={() => remove(toast.id)}>
                  {toast.link}
                </Link>
              </p>
            )}
          </div>
          <button
            type="button"
            aria-label="Dismiss"
            onClick={() => remove(toast.id)}
            className="h-fit rounded-md border-0 bg-transparent p-1 text-ink hover:bg-hover"
          >
            <X aria-hidden className="size-4" />
          </button>
        </div>
      ))}
    </div>
  );
}
