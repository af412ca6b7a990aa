import { z } from "zod";

const Cursor = z.array(z.string()).min(1).max(4);

/** The place in a list after which a page begins, as text for a URL: the sort columns of the last row. */
export function cursorOf(...values: string[]): string {
  return Buffer.from(JSON.stringify(values)).toString("base64url");
}

/** The values of a cursor, or null when it is none of ours: the list then begins at its start. */
export function readCursor(text: string | null | undefined, length: number): string[] | null {
  if (!text) return null;
  try {
    const values = Cursor.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
    return values.length === length ? values : null;
  } catch {
    return null;
  }
}
