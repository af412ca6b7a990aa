import { z } from "zod";
import type { Call } from "../cloud/facts.ts";
import { AssignmentChoice } from "./choice.ts";
import type { Problem } from "./model.ts";

/** What a person sends about an assignment that they fill in; `assignmentId` when they edit one. */
export const AssignmentInput = z.strictObject({
  /** The definition's name, a guid for what is built in. */
  definition: z.string().max(200),
  assignmentId: z.string().max(600).nullable(),
  choice: AssignmentChoice,
});
export type AssignmentInput = z.infer<typeof AssignmentInput>;

const Grant = z.object({ scope: z.string(), roleId: z.string() });

/** What is stored in the row of a wish until a job has carried it out. */
export const StoredWish = z.object({
  wish: z
    .object({
      scope: z.string(),
      name: z.string(),
      displayName: z.string(),
      description: z.string(),
      definitionId: z.string(),
      parameters: z.record(z.string(), z.unknown()),
      notScopes: z.array(z.string()),
      enforced: z.boolean(),
      region: z.string().nullable(),
    })
    .nullable(),
  /** Roles to grant to the identity, and those that the person may not grant. */
  grants: z.array(Grant),
  leftOut: z.array(Grant),
  /** Whether a remediation task is to be started. */
  remediate: z.boolean(),
});
export type StoredWish = z.infer<typeof StoredWish>;

/** One thing that a wish has done. */
export const WishStep = z.object({ says: z.string(), at: z.string() });
export type WishStep = z.infer<typeof WishStep>;

export const VERBS = {
  assign: { doing: "The assignment is being saved", done: "The assignment is in force" },
  remove: { doing: "The assignment is being removed", done: "The assignment is removed" },
  remediate: {
    doing: "The remediation task is being started",
    done: "The remediation task is started",
  },
} as const;
export type WishVerb = keyof typeof VERBS;

/** What Save would do, to be looked at before. */
export interface AssignmentReview {
  problems: Problem[];
  /** In the order in which they would be made; none when nothing would change. */
  calls: { says: string; call: Call; before: unknown; after: unknown }[];
  sentAs: string;
  /** Sentences that say what the person lacks; null when they may. */
  mayNot: { assign: string | null; grant: string | null; remediate: string | null };
  roles: { scope: string; roleId: string; roleName: string; granted: boolean }[];
}
