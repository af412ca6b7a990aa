import { z } from "zod";

/** What narrows the list of definitions; it stands in the URL. */
export const DefinitionFilter = z.strictObject({
  search: z.string().trim().max(200).optional(),
  category: z.array(z.string().max(100)).max(100).optional(),
  type: z.array(z.enum(["BuiltIn", "Custom", "Static"])).optional(),
  after: z.string().max(600).optional(),
});
export type DefinitionFilter = z.infer<typeof DefinitionFilter>;

/** What narrows the assignments of a definition. */
export const AssignmentFilter = z.strictObject({
  search: z.string().trim().max(200).optional(),
  /** ARM id of the scope from which the assignments are seen. */
  scope: z.string().max(600).optional(),
  after: z.string().max(1_000).optional(),
});
export type AssignmentFilter = z.infer<typeof AssignmentFilter>;
