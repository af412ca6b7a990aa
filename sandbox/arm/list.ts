import { ArmError, type ArmRequest, type Reply } from "../types.ts";
import { nextLink } from "./paging.ts";

const COUNT = /^\d{1,6}$/;

/** A page of a list that is short enough to be made as a whole; `$top` and the setting limit its length. */
export function listOf<T>(
  request: ArmRequest,
  items: readonly T[],
  shape: (item: T) => object,
): Reply {
  const from = Number(placeOf(request.query.get("$skiptoken")));
  const size = Math.min(topOf(request), request.kernel.settings.get("pageSize"));
  const page = items.slice(from, from + size);
  const next = from + page.length;
  return {
    status: 200,
    body: {
      value: page.map(shape),
      ...(next < items.length && { nextLink: nextLink(request, String(next)) }),
    },
  };
}

function topOf({ query }: ArmRequest): number {
  const top = query.get("$top");
  if (top === null) return Number.POSITIVE_INFINITY;
  if (COUNT.test(top) && Number(top) > 0) return Number(top);
  throw new ArmError(400, "InvalidQueryParameter", `The value '${top}' of $top is not valid.`);
}

function placeOf(token: string | null): string {
  if (token === null) return "0";
  const place = Buffer.from(token, "base64url").toString();
  if (COUNT.test(place)) return place;
  throw new ArmError(400, "InvalidSkipToken", `The skip token '${token}' is invalid.`);
}
