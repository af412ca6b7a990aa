import { z } from "zod";
import { QueryError } from "./kql/query-error.ts";
import { LARGEST_PAGE } from "./run-page.ts";

const wholeNumber = z.number().int();

/** The body of a query: QueryRequest of Microsoft.ResourceGraph 2022-10-01. */
const GraphRequest = z.object({
  query: z.string(),
  subscriptions: z.array(z.string()).optional(),
  managementGroups: z.array(z.string()).optional(),
  options: z
    .object({
      $top: wholeNumber.min(1).max(LARGEST_PAGE).optional(),
      $skip: wholeNumber.min(0).optional(),
      $skipToken: z.string().optional(),
      resultFormat: z.enum(["objectArray", "table"]).optional(),
    })
    .optional(),
});
export type GraphRequest = z.infer<typeof GraphRequest>;

/**
 * Reads a request's body.
 * @throws QueryError that names the member that is missing or out of range.
 */
export function parseGraphRequest(body: unknown): GraphRequest {
  const parsed = GraphRequest.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.join(".") || "body";
  throw new QueryError({
    code: "InvalidRequestContent",
    message: `The request content is invalid: ${path}: ${issue?.message ?? "unreadable"}.`,
  });
}
