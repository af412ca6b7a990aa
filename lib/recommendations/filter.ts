import { z } from "zod";

/** What narrows a list of assessments. It stands in the URL, so everything in it is optional text. */
export const ListFilter = z.strictObject({
  search: z.string().trim().max(200).optional(),
  subscription: z.array(z.guid()).max(500).optional(),
  region: z.array(z.string().max(60)).max(100).optional(),
});
export type ListFilter = z.infer<typeof ListFilter>;

const IDS_MAX = 1_000;

/** "All that match" is a filter, not a list of ids: it stays right while the list moves. */
export const Selection = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("these"), ids: z.array(z.uuid()).min(1).max(IDS_MAX) }),
  z.strictObject({ kind: z.literal("all"), filter: ListFilter }),
]);
export type Selection = z.infer<typeof Selection>;

export const SORTS = ["name", "region", "changed"] as const;
export type Sort = (typeof SORTS)[number];
