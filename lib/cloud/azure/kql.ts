/** A query whose every value was encoded by `kql`; a plain string does not fit where this is asked for. */
export type Kql = string & { readonly kql: unique symbol };

/**
 * Builds a Resource Graph query: `` kql`… where id == ${value}` ``. Strings become quoted literals, arrays
 * of strings become lists of them, so that no value can become syntax.
 */
export function kql(text: TemplateStringsArray, ...values: (string | string[])[]): Kql {
  return String.raw({ raw: text }, ...values.map(literals)) as Kql;
}

function literals(value: string | string[]): string {
  return Array.isArray(value) ? `(${value.map(literal).join(", ")})` : literal(value);
}

/** KQL's string literal. Source: https://learn.microsoft.com/kusto/query/scalar-data-types/string */
function literal(value: string): string {
  const escaped = value
    .replaceAll("\\", "\\\\")
    .replaceAll("'", "\\'")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t");
  return `'${escaped}'`;
}
