import { z } from "zod";
import type { Call } from "../cloud/facts.ts";
import { ConnectorChoice } from "../connectors/choice.ts";
import { DraftChoice, type Problem } from "./choice.ts";

/** What a person sends about a draft. */
export const DraftInput = z.strictObject({ draftId: z.guid(), choice: DraftChoice });
export type DraftInput = z.infer<typeof DraftInput>;

/** What is stored in the row of a wish until a job has carried it out; null to take the connector away. */
export const StoredWish = z.object({
  choice: z.union([ConnectorChoice, z.null()]),
  /** The draft that it came from, which is kept until it is applied; "" where it came from none. */
  draftId: z.string(),
});

export const VERBS = {
  save: { doing: "The connector is being saved", done: "The connector is saved" },
  delete: { doing: "The connector is being deleted", done: "The connector is deleted" },
} as const;
export type WishVerb = keyof typeof VERBS;

/** What Create would do, to be looked at before. */
export interface ConnectorReview {
  problems: Problem[];
  /** The call that would be made; null where nothing would change. */
  call: { call: Call; before: unknown; after: unknown } | null;
  sentAs: string;
  /** What the person lacks, in words; null when they may. */
  mayNot: string | null;
  /** Another connector of the same account or project that the person can see. */
  sameAs: { id: string; name: string } | null;
}
