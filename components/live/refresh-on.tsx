"use client";

import { useRouter } from "next/navigation";
import { useCallback } from "react";
import { useLookAgain } from "./use-look-again";

/** Has the server draw the page again when something under the topic changes. Shows nothing itself. */
export function RefreshOn({ topic }: { topic: string }) {
  const router = useRouter();
  const refresh = useCallback(() => router.refresh(), [router]);
  useLookAgain(topic, refresh);
  return null;
}
