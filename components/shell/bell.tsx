"use client";

import { Bell as BellIcon } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useCallback, useEffect, useState } from "react";
import type { BellItem } from "@/lib/remediations/live";
import { useLookAgain } from "../live/use-look-again";
import { Status } from "../ui/status";
import { Time } from "../ui/time";
import { Popup } from "./popup";

const TONE = { running: "busy", done: "good", failed: "bad" } as const;

/** The person's own fixes and plan changes, and how they stand. It moves by itself. */
export function Bell({ personId }: { personId: string }) {
  const [items, setItems] = useState<BellItem[] | null>(null);
  const look = useCallback(async () => {
    const answer = await fetch("/api/bell").catch(() => null);
    if (answer?.ok) setItems(await answer.json());
  }, []);
  useEffect(() => void look(), [look]);
  useLookAgain(`person:${personId}`, look);
  const running = items?.filter((item) => item.state === "running").length ?? 0;
  return (
    <Popup
      label={running > 0 ? `Notifications, ${running} running` : "Notifications"}
      button={
        <span className="relative">
          <BellIcon aria-hidden className="size-5" />
          {running > 0 && (
            <span
              aria-hidden
              className="absolute -top-2 -right-2 min-w-4 rounded-full bg-header-ink px-1 text-center text-xs font-semibold text-header"
            >
              {running}
            </span>
          )}
        </span>
      }
    >
      <p className="m-0 border-b border-line px-4 py-2 font-semibold">Notifications</p>
      <ul className="m-0 list-none p-0">
        {items?.map((item) => (
          <li key={item.id} className="border-b border-line px-4 py-2">
            <Status tone={TONE[item.state]}>
              <Link href={item.href as Route} prefetch={false}>
                {item.title}
              </Link>
            </Status>
            <p className="m-0 text-xs text-muted wrap-any">
              {item.description} · <Time at={item.at} />
            </p>
          </li>
        ))}
      </ul>
      {items?.length === 0 && (
        <p className="m-0 px-4 py-3 text-muted">What you fix and save shows up here.</p>
      )}
      <p className="m-0 px-4 py-2">
        <Link href="/remediations" prefetch={false}>
          All remediations
        </Link>
      </p>
    </Popup>
  );
}
