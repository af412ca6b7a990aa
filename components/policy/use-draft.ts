"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { keepDraft } from "@/lib/policy/actions";
import type { AssignmentChoice } from "@/lib/policy/choice";

const CALM_MS = 600;

/** What is filled in, kept on the server a moment after each change. */
export function useDraft(
  { name: definition, assignmentId }: { name: string; assignmentId: string | null },
  begun: AssignmentChoice,
) {
  const [choice, setChoice] = useState(begun);
  const [kept, setKept] = useState("");
  const changed = useRef(false);
  const change = useCallback((changes: Partial<AssignmentChoice>) => {
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
      const result = await keepDraft({ definition, assignmentId, choice });
      setKept(result.ok ? "Draft kept." : result.refusal);
    }, CALM_MS);
    return () => clearTimeout(timer);
  }, [choice, definition, assignmentId]);
  return { choice, change, kept, stop };
}
