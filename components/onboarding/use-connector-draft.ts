"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { keep } from "@/lib/onboarding/actions";
import type { DraftChoice } from "@/lib/onboarding/choice";

const CALM_MS = 500;

/** What is filled in, kept on the server a moment after each change. */
export function useConnectorDraft(draftId: string, begun: DraftChoice) {
  const [choice, setChoice] = useState(begun);
  const [kept, setKept] = useState("");
  const changed = useRef(false);
  const change = useCallback((changes: Partial<DraftChoice>) => {
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
      const result = await keep({ draftId, choice });
      setKept(result.ok ? "Draft kept." : result.refusal);
    }, CALM_MS);
    return () => clearTimeout(timer);
  }, [choice, draftId]);
  return { choice, change, kept, stop };
}
