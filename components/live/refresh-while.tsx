"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

const AGAIN_MS = 2_000;

/**
 * Has the server draw the page again and again as long as it is drawn itself: for what is on its way and ends soon.
 * An announcement may come before the page's stream is open, and would be missed.
 */
export function RefreshWhile() {
  const router = useRouter();
  useEffect(() => {
    const again = setInterval(() => router.refresh(), AGAIN_MS);
    return () => clearInterval(again);
  }, [router]);
  return null;
}
