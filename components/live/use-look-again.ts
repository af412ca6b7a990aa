"use client";

import { useEffect } from "react";
import { watch } from "./hub";

/** Calls back whenever the server announces a change under the topic. */
export function useLookAgain(topic: string | null, look: () => void): void {
  useEffect(() => (topic ? watch(topic, look) : undefined), [topic, look]);
}
