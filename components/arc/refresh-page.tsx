"use client";

import { RefreshCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useTransition } from "react";
import { Button } from "../ui/button";

/** How often a page on which something moves is read again. */
const LOOK_EVERY_MS = 5_000;

/** Reads the page again; by itself while something on it is under way. */
export function RefreshPage({ moving }: { moving: boolean }) {
  const router = useRouter();
  const [reading, start] = useTransition();
  useEffect(() => {
    if (!moving) return;
    const timer = setInterval(() => router.refresh(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [moving, router]);
  return (
    <Button
      look="subtle"
      icon={<RefreshCw aria-hidden className="size-4" />}
      reason={reading ? "Azure is being read." : null}
      onClick={() => start(() => router.refresh())}
    >
      Refresh
    </Button>
  );
}
