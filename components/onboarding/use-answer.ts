"use client";

import { useEffect, useState } from "react";
import type { DraftChoice } from "@/lib/onboarding/choice";
import type { Result } from "@/lib/result";

const CALM_MS = 250;

/** What an action answers about a draft, asked again when the choice has changed; null until it has answered. */
export function useAnswer<Value>(
  act: (input: { draftId: string; choice: DraftChoice }) => Promise<Result<Value>>,
  draftId: string,
  choice: DraftChoice,
): { value: Value | null; refusal: string | null } {
  const [answer, setAnswer] = useState<{ asked: string; result: Result<Value> } | null>(null);
  // A choice is an object made anew at each change; its text says whether it is another.
  const asked = JSON.stringify({ draftId, choice });
  useEffect(() => {
    let late = false;
    const timer = setTimeout(async () => {
      const result = await act(JSON.parse(asked));
      if (!late) setAnswer({ asked, result });
    }, CALM_MS);
    return () => {
      late = true;
      clearTimeout(timer);
    };
  }, [act, asked]);
  if (answer?.asked !== asked) return { value: null, refusal: null };
  const { result } = answer;
  return result.ok
    ? { value: result.value, refusal: null }
    : { value: null, refusal: result.refusal };
}
