type Members = Record<string, unknown>;

/** A copy of a document without the members at the given paths; a star stands for every item of a list. */
export function without(document: unknown, paths: readonly (readonly string[])[]): unknown {
  if (Array.isArray(document)) {
    const below = tailsOf(paths, "*");
    return document.map((item) => without(item, below));
  }
  if (paths.length === 0 || !isMembers(document)) return document;
  const kept: Members = {};
  for (const [name, value] of Object.entries(document)) {
    if (paths.some((path) => path.length === 1 && path[0] === name)) continue;
    kept[name] = without(value, tailsOf(paths, name));
  }
  return kept;
}

/**
 * A copy of `document` that also has the members at the given paths as `source` has them. A star stands for
 * every item of a list or member of an object. Items of lists are matched by their name; a member whose surroundings are gone from `document` stays gone.
 */
export function withMembersOf(
  document: unknown,
  source: unknown,
  paths: readonly (readonly string[])[],
): unknown {
  if (paths.length === 0) return document;
  if (Array.isArray(document) && Array.isArray(source)) {
    return document.map((item) => withMembersOf(item, namesake(source, item), tailsOf(paths, "*")));
  }
  if (!isMembers(document) || !isMembers(source)) return document;
  const merged: Members = { ...document };
  const heads = paths.flatMap(([head]) => (head === "*" ? Object.keys(merged) : (head ?? [])));
  for (const name of new Set(heads)) {
    const tails = [...tailsOf(paths, name), ...tailsOf(paths, "*")];
    if (tails.length > 0 && name in merged)
      merged[name] = withMembersOf(merged[name], source[name], tails);
    if (tails.length === 0 && name in source) merged[name] = source[name];
  }
  return merged;
}

export function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function tailsOf(
  paths: readonly (readonly string[])[],
  head: string,
): readonly (readonly string[])[] {
  return paths.filter((path) => path.length > 1 && path[0] === head).map((path) => path.slice(1));
}

function namesake(items: readonly unknown[], wanted: unknown): unknown {
  if (!isMembers(wanted)) return undefined;
  return items.find((item) => isMembers(item) && item.name === wanted.name);
}
