import { z } from "zod";
import { invalidParameter } from "./cluster.ts";

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_ListClusters.html (as far as known) */
const LARGEST_PAGE = 100;

export const Page = {
  maxResults: z.coerce.number().int().min(1).max(LARGEST_PAGE).default(LARGEST_PAGE),
  nextToken: z.string().optional(),
};

/** A page of names, which are in the order of their lower-case forms, and the token of the next page. */
export function pageOf(
  names: readonly string[],
  { maxResults, nextToken }: { maxResults: number; nextToken?: string | undefined },
): { shown: readonly string[]; nextToken: string | null } {
  const after = nextToken === undefined ? "" : read(nextToken).toLowerCase();
  const left = names.filter((name) => name.toLowerCase() > after);
  const shown = left.slice(0, maxResults);
  const last = shown.at(-1);
  const more = shown.length < left.length && last !== undefined;
  return { shown, nextToken: more ? tokenFor(last) : null };
}

/** The id that a page goes on behind. */
export function read(token: string): string {
  const text = Buffer.from(token, "base64url").toString();
  if (tokenFor(text) !== token || text === "") {
    throw invalidParameter("The provided nextToken is not valid");
  }
  return text;
}

export function tokenFor(id: string): string {
  return Buffer.from(id).toString("base64url");
}
