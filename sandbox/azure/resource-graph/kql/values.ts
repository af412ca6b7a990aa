/** One row of a table or a result; the columns are those of the schema that travels with it. */
export type Row = Readonly<Record<string, unknown>>;

/** A value as text. Strings are never null in KQL, so nothing reads as the empty string. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** A value as a number, or null where it is none. */
export function numberOf(value: unknown): number | null {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value !== "string" || value.trim() === "") return null;
  const parsed = Number(value);
  return Number.isNaN(parsed) ? null : parsed;
}

/** A value as true, false, or null where it is neither. */
export function boolOf(value: unknown): boolean | null {
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return value !== 0;
  const text = textOf(value).toLowerCase();
  if (text === "true" || text === "1") return true;
  return text === "false" || text === "0" ? false : null;
}

/** Looks a property or an array element up; a missing one, or one of a scalar, is null. */
export function memberOf(value: unknown, key: unknown): unknown {
  if (Array.isArray(value)) return typeof key === "number" ? (value.at(key) ?? null) : null;
  if (typeof value !== "object" || value === null || typeof key !== "string") return null;
  return Object.hasOwn(value, key) ? (value as Row)[key] : null;
}

/** Whether two values are the same one to `==`, `distinct`, `join` and `in`. */
export function equal(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  return identityOf(left) === identityOf(right);
}

/** A text that two values share exactly when they are equal; it tells the string "1" from the number 1. */
export function identityOf(value: unknown): string {
  return JSON.stringify(value ?? null);
}

/**
 * Orders two values that are not null: numbers by size, text without regard to case and then by
 * code unit, so that ids sort the way the store keeps them.
 */
export function compare(left: unknown, right: unknown): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  const [a, b] = [textOf(left), textOf(right)];
  return ordinal(a.toLowerCase(), b.toLowerCase()) || ordinal(a, b);
}

function ordinal(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
