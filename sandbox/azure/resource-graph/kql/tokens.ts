import { type Position, parserFailure } from "./query-error.ts";

type TokenKind = "name" | "string" | "number" | "symbol" | "end";

/** One word of a query. `text` is what stood there, except for strings, where it is their value. */
export interface Token {
  kind: TokenKind;
  text: string;
  at: Position;
  /** Whether the token follows the one before without a space: `project-away` is one word, `a - b` three. */
  joined: boolean;
}

interface Rule {
  kind: TokenKind | "skip";
  pattern: RegExp;
}

// The order decides: the longer symbol stands before the shorter one that begins it.
const RULES: readonly Rule[] = [
  { kind: "skip", pattern: /(?:\s+|\/\/[^\n]*)/y },
  { kind: "string", pattern: /@"(?:[^"]|"")*"|@'(?:[^']|'')*'/y },
  { kind: "string", pattern: /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/y },
  { kind: "number", pattern: /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y },
  { kind: "name", pattern: /!?in~|![a-z]\w*/y },
  { kind: "name", pattern: /[A-Za-z_$]\w*/y },
  { kind: "symbol", pattern: /=~|!~|==|!=|<=|>=|\.\.|[|=<>(),.[\]+\-*/%:{};]/y },
];

/**
 * Splits a query into tokens, ended by one of kind "end".
 * @throws QueryError at the first character that starts no token (an unclosed string, for instance).
 */
export function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  const place = new Place();
  let joined = false;
  for (let offset = 0; offset < query.length; ) {
    const { kind, text } = matchAt(query, offset, place.position());
    if (kind === "skip") joined = false;
    else {
      const value = kind === "string" ? stringValue(text) : text;
      tokens.push({ kind, text: value, at: place.position(), joined });
      joined = true;
    }
    offset += text.length;
    place.advance(text);
  }
  tokens.push({ kind: "end", text: "<EOF>", at: place.position(), joined: false });
  return tokens;
}

function matchAt(
  query: string,
  offset: number,
  at: Position,
): { kind: Rule["kind"]; text: string } {
  for (const { kind, pattern } of RULES) {
    pattern.lastIndex = offset;
    const found = pattern.exec(query);
    if (found) return { kind, text: found[0] };
  }
  throw parserFailure(at, query.charAt(offset), "expression");
}

/** Counts lines and columns along the text. */
class Place {
  #line = 1;
  #column = 1;

  position(): Position {
    return { line: this.#line, column: this.#column };
  }

  advance(text: string): void {
    const lastBreak = text.lastIndexOf("\n");
    if (lastBreak === -1) {
      this.#column += text.length;
      return;
    }
    this.#line += text.split("\n").length - 1;
    this.#column = text.length - lastBreak;
  }
}

// https://learn.microsoft.com/kusto/query/scalar-data-types/string: backslash escapes, and verbatim
// literals behind an @ where only the doubled quote is special.
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "0": "\0" };

function stringValue(literal: string): string {
  if (literal.startsWith("@")) {
    const quote = literal.charAt(1);
    return literal.slice(2, -1).replaceAll(quote + quote, quote);
  }
  return literal
    .slice(1, -1)
    .replace(/\\(u[0-9a-fA-F]{4}|.)/gs, (_, escaped: string) =>
      escaped.length === 5
        ? String.fromCharCode(Number.parseInt(escaped.slice(1), 16))
        : (ESCAPES[escaped] ?? escaped),
    );
}

/** Writes a string as a KQL literal that reads back as exactly that string. */
export function quote(value: string): string {
  const escaped = value.replace(/[\\'\n\r\t\0]/g, (character) => {
    const letter = Object.keys(ESCAPES).find((key) => ESCAPES[key] === character);
    return `\\${letter ?? character}`;
  });
  return `'${escaped}'`;
}
