"use client";

import { useCallback } from "react";
import { keep } from "@/lib/onboarding/actions";
import type { DraftChoice } from "@/lib/onboarding/choice";
import { useKeptDraft } from "../live/use-kept-draft";

/** The draft of a connector. */
export function useConnectorDraft(draftId: string, begun: DraftChoice) {
  return useKeptDraft(
    begun,
    useCallback((choice: DraftChoice) => keep({ draftId, choice }), [draftId]),
  );
}
