/** The last part of a resource's id is its name; for titles of pages that are opened by an id. */
export function nameOf(id: string | string[] | undefined): string | undefined {
  return typeof id === "string" ? id.split("/").at(-1) || undefined : undefined;
}
