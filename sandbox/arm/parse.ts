import type { z } from "zod";
import { invalidContent } from "./errors.ts";

/**
 * The body of a request in the shape of a schema.
 * @throws ArmError 400 that names the first member that is wrong.
 */
export function bodyAs<S extends z.ZodType>(schema: S, body: unknown): z.infer<S> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const member = issue?.path.join(".");
  throw invalidContent(`${member ? `${member}: ` : ""}${issue?.message ?? "not an object"}`);
}
