import { ArmError } from "../../types.ts";

/** A condition on the members of policy states, from `$filter`. */
export type StateFilter = (state: Readonly<Record<string, unknown>>) => boolean;

const TERM = /^(\w+)\s+(eq|ne)\s+(?:'((?:[^']|'')*)'|(true|false|null))$/i;

/**
 * Understands comparisons by `eq` and `ne` joined by `and`, which is what clients send; names and texts are compared
 * without regard to case.
 * @throws ArmError 400 for anything else
 */
export function stateFilterOf(filter: string | null): StateFilter {
  if (!filter?.trim()) return () => true;
  const terms = filter
    .split(/\s+and\s+/i)
    .map((text) => termOf(text.trim().replace(/^\((.*)\)$/, "$1")));
  return (state) => terms.every((holds) => holds(state));
}

function termOf(text: string): StateFilter {
  const [, member = "", operator = "", quoted, word] = TERM.exec(text) ?? [];
  if (!member) {
    throw new ArmError(
      400,
      "InvalidFilterInQueryString",
      `Invalid $filter in query string: '${text}' is not supported.`,
    );
  }
  const wanted = (quoted?.replaceAll("''", "'") ?? word ?? "").toLowerCase();
  const isEqual = operator.toLowerCase() === "eq";
  return (state) => {
    const key = Object.keys(state).find((name) => name.toLowerCase() === member.toLowerCase());
    return (String(key === undefined ? null : state[key]).toLowerCase() === wanted) === isEqual;
  };
}
