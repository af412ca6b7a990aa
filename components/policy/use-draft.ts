"use client";

import { useCallback } from "react";
import { keepDraft } from "@/lib/policy/actions";
import type { AssignmentChoice } from "@/lib/policy/choice";
import { useKeptDraft } from "../live/use-kept-draft";

/** The draft of an assignment. */
export function useDraft(
  { name: definition, assignmentId }: { name: string; assignmentId: string | null },
  begun: AssignmentChoice,
) {
  return useKeptDraft(
    begun,
    useCallback(
      (choice: AssignmentChoice) => keepDraft({ definition, assignmentId, choice }),
      [definition, assignmentId],
    ),
  );
}
