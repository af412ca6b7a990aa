const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "\r": "&#xD;",
};

/** Text that may stand between two tags. */
export function escaped(text: string): string {
  return text.replace(/[&<>"'\r]/g, (sign) => ESCAPES[sign] ?? sign);
}

/**
 * A value as elements: members of an object by their names, lists wrapped in one element for each item.
 * What is undefined is left out.
 */
export function element(name: string, value: unknown, item: string): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) {
    return `<${name}>${value.map((one) => element(item, one, item)).join("")}</${name}>`;
  }
  if (value instanceof Date) return `<${name}>${value.toISOString()}</${name}>`;
  if (typeof value === "object") return `<${name}>${elements(value, item)}</${name}>`;
  return `<${name}>${escaped(String(value))}</${name}>`;
}

/** The members of an object as elements beside each other. */
export function elements(value: object, item: string): string {
  return Object.entries(value)
    .map(([name, member]) => element(name, member, item))
    .join("");
}
