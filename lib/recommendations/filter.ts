import { z } from "zod";

/** What narrows a list of assessments. It stands in the URL, so everything in it is optional text. */
export const ListFilter = z.strictObject({
  search: z.string().trim().max(200).optional(),
  subscription: z.array(z.guid()).max(500).optional(),
  region: z.array(z.string().max(60)).max(100).optional(),
});
export type ListFilter = z.infer<typeof ListFilter>;

export const SORTS = ["name", "region", "changed"] as const;
export type Sort = (typeof SORTS)[number];
