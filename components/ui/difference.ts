export interface Difference {
  path: string;
  before: string | null;
  after: string | null;
}

/** What differs between two JSON values, leaf by leaf. Lists of named things are compared by name, not by place. */
export function differences(before: unknown, after: unknown, path = ""): Difference[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const [left, right] = [partsOf(before), partsOf(after)];
  if (!left && !right) return [{ path, before: text(before), after: text(after) }];
  if (
    !left !== !right &&
    before !== null &&
    after !== null &&
    before !== undefined &&
    after !== undefined
  ) {
    return [{ path, before: text(before), after: text(after) }];
  }
  const keys = new Set([...(left?.keys() ?? []), ...(right?.keys() ?? [])]);
  return [...keys].flatMap((key) =>
    differences(left?.get(key), right?.get(key), path ? `${path}.${key}` : key),
  );
}

function partsOf(value: unknown): Map<string, unknown> | null {
  if (Array.isArray(value)) {
    return new Map(
      value.map((one, index) => [(one as { name?: string })?.name ?? String(index), one]),
    );
  }
  if (value && typeof value === "object") return new Map(Object.entries(value));
  return null;
}

function text(value: unknown): string | null {
  return value === undefined ? null : typeof value === "string" ? value : JSON.stringify(value);
}
