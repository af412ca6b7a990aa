import type { GoogleCall } from "./call.ts";
import { invalidArgument } from "./errors.ts";

const USUAL_PAGE = 100;

/** One page of a list, as `pageSize` and `pageToken` ask for it; an empty list is left out, as Google does. */
export function paged(
  { query }: GoogleCall,
  name: string,
  items: readonly object[],
  usual = USUAL_PAGE,
): object {
  const size = Number(query.get("pageSize") || usual);
  if (!Number.isInteger(size) || size < 1) throw invalidArgument("Invalid page size.", "pageSize");
  const token = query.get("pageToken") ?? "";
  const from = token === "" ? 0 : Number(Buffer.from(token, "base64url").toString());
  if (!Number.isInteger(from)) throw invalidArgument("Invalid page token.", "pageToken");
  const page = items.slice(from, from + size);
  const next = from + size;
  return {
    ...(page.length > 0 && { [name]: page }),
    ...(next < items.length && {
      nextPageToken: Buffer.from(String(next)).toString("base64url"),
    }),
  };
}
