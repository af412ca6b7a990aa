"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { Result } from "@/lib/result";

const CALM_MS = 500;

/**
 * What is filled in, kept on the server a moment after each change.
 * @param keep sends it; the same function as long as it is the same draft
 */
export function useKeptDraft<Choice>(
  begun: Choice,
  keep: (choice: Choice) => Promise<Result<unknown>>,
) {
  const [choice, setChoice] = useState(begun);
  const [kept, setKept] = useState("");
  const changed = useRef(false);
  const change = useCallback((changes: Partial<Choice>) => {
    changed.current = true;
    setKept("");
    setChoice((before) => ({ ...before, ...changes }));
  }, []);
  /** Keeps nothing more: what is saved or thrown away must not come back as a draft a moment later. */
  const stop = useCallback(() => {
    changed.current = false;
  }, []);
  useEffect(() => {
    if (!changed.current) return;
    const timer = setTimeout(async () => {
      if (!changed.current) return;
      const result = await keep(choice);
      setKept(result.ok ? "Draft kept." : result.refusal);
    }, CALM_MS);
    return () => clearTimeout(timer);
  }, [choice, keep]);
  return { choice, change, kept, stop };
}
