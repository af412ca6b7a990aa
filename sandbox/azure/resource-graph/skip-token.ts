import { createHash } from "node:crypto";
import { z } from "zod";
import { QueryError } from "./kql/query-error.ts";

/** Where the next page begins: behind a row, or a number of rows from the start. */
const Place = z.union([
  z.object({ after: z.string(), total: z.number().int().min(0) }),
  z.object({ offset: z.number().int().min(0) }),
]);
export type Place = z.infer<typeof Place>;

const Token = z.object({ place: Place, query: z.string(), top: z.number().int().min(1).max(1000) });

/** What a token was given for; it is good for nothing else. */
export interface TokenContext {
  query: string;
  scopes: readonly string[];
}

/** Writes the token that continues this query with pages of `top` rows. */
export function writeSkipToken(place: Place, top: number, context: TokenContext): string {
  const token: z.infer<typeof Token> = { place, query: fingerprint(context), top };
  return Buffer.from(JSON.stringify(token)).toString("base64url");
}

/**
 * Reads a token back.
 * @throws QueryError when it isn't one of ours or belongs to another query or other scopes.
 */
export function readSkipToken(token: string, context: TokenContext): { place: Place; top: number } {
  const parsed = Token.safeParse(parseJson(Buffer.from(token, "base64url").toString()));
  if (!parsed.success || parsed.data.query !== fingerprint(context)) {
    throw new QueryError({
      code: "InvalidSkipToken",
      message: "The skip token is not valid for this query and these scopes.",
    });
  }
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fingerprint({ query, scopes }: TokenContext): string {
  return createHash("sha256")
    .update(JSON.stringify([query, ...scopes]))
    .digest("base64url");
}
