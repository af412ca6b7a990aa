/** "Contains" for LIKE: what a person types is text, also where it holds % or _. */
export function likePattern(search: string): string {
  return `%${search.replace(/[\\%_]/g, "\\$&")}%`;
}
