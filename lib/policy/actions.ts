"use server";

import { z } from "zod";
import { action } from "../access/action.ts";
import { AssignmentChoice } from "./choice.ts";
import { saveDraft } from "./draft.ts";
import { reviewAssignment } from "./review.ts";
import { remediate, removeAssignment, saveAssignment } from "./save-assignment.ts";
import { AssignmentInput } from "./wish.ts";

const Draft = z.strictObject({
  definition: z.string().max(200),
  assignmentId: z.string().max(600).nullable(),
  choice: z.union([AssignmentChoice, z.null()]),
});

const Named = z.strictObject({ assignmentId: z.string().max(600) });

/** A person's own notes, which nobody else sees. */
export const keepDraft = action({ name: "policies.draft", input: Draft, run: saveDraft });

/** Reads only: the calls that Save would make, in the person's own name. */
export const review = action({
  name: "policies.review",
  input: AssignmentInput,
  run: reviewAssignment,
});

/** Rights are checked on the chosen scope, inside. */
export const assign = action({
  name: "policies.save",
  input: AssignmentInput,
  run: saveAssignment,
});

/** Rights are checked on the assignment's own scope, inside. */
export const remove = action({ name: "policies.remove", input: Named, run: removeAssignment });

/** Rights are checked on the assignment's own scope, inside. */
export const startTask = action({ name: "policies.remediate", input: Named, run: remediate });
