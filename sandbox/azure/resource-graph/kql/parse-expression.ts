import type { Expression } from "./syntax.ts";
import type { TokenReader } from "./token-reader.ts";

// Each row binds tighter than the one above it.
const PRECEDENCE: readonly (readonly string[])[] = [
  ["or"],
  ["and"],
  ["==", "!=", "=~", "!~", "<", ">", "<=", ">="],
  ["+", "-"],
  ["*", "/", "%"],
];
const COMPARISONS = 2;

/** Operators written as words; `!` before one denies it. https://learn.microsoft.com/kusto/query/datatypes-string-operators */
const WORD_COMPARISONS: ReadonlySet<string> = new Set(
  ["contains", "has", "startswith", "endswith"].flatMap((word) => [
    word,
    `!${word}`,
    `${word}_cs`,
    `!${word}_cs`,
  ]),
);
const MEMBERSHIPS: ReadonlySet<string> = new Set(["in", "!in", "in~", "!in~"]);

/** Reads one scalar expression. */
export function parseExpression(reader: TokenReader, level = 0): Expression {
  const operators = PRECEDENCE[level];
  if (!operators) return parsePostfix(reader);
  let left = parseExpression(reader, level + 1);
  while (true) {
    const { text, at } = reader.peek();
    const operator = text.toLowerCase();
    if (level === COMPARISONS && MEMBERSHIPS.has(operator) && reader.peek().kind === "name") {
      reader.take();
      left = { kind: "membership", operator, left, options: parseOptions(reader), at };
    } else if (isOperatorAt(reader, operators, level)) {
      reader.take();
      left = { kind: "binary", operator, left, right: parseExpression(reader, level + 1), at };
    } else return left;
  }
}

function isOperatorAt(reader: TokenReader, operators: readonly string[], level: number): boolean {
  if (operators.some((operator) => reader.isAt(operator))) return true;
  const token = reader.peek();
  return (
    level === COMPARISONS && token.kind === "name" && WORD_COMPARISONS.has(token.text.toLowerCase())
  );
}

function parseOptions(reader: TokenReader): Expression[] {
  reader.expect("(");
  const options = reader.list(() => parseExpression(reader));
  reader.expect(")");
  return options;
}

function parsePostfix(reader: TokenReader): Expression {
  let expression = parsePrimary(reader);
  while (true) {
    const at = reader.peek().at;
    if (reader.accept(".")) {
      const key = reader.expectName();
      const name: Expression = { kind: "literal", value: key.text, type: "string", at: key.at };
      expression = { kind: "path", of: expression, key: name, at };
    } else if (reader.accept("[")) {
      expression = { kind: "path", of: expression, key: parseExpression(reader), at };
      reader.expect("]");
    } else return expression;
  }
}

const WORD_LITERALS: Readonly<Record<string, boolean>> = { true: true, false: false };

function parsePrimary(reader: TokenReader): Expression {
  const { kind, text, at } = reader.peek();
  if (kind === "string") {
    reader.take();
    return { kind: "literal", value: text, type: "string", at };
  }
  if (kind === "number") return parseNumber(reader, 1);
  if (reader.accept("-")) return parseNumber(reader, -1);
  if (reader.accept("(")) {
    const inner = parseExpression(reader);
    reader.expect(")");
    return inner;
  }
  if (kind !== "name") throw reader.failure("expression");
  return parseWord(reader);
}

function parseNumber(reader: TokenReader, sign: 1 | -1): Expression {
  const { kind, text, at } = reader.peek();
  if (kind !== "number") throw reader.failure("number");
  reader.take();
  const type = /^\d+$/.test(text) ? "long" : "real";
  return { kind: "literal", value: sign * Number(text), type, at };
}

function parseWord(reader: TokenReader): Expression {
  const { text, at } = reader.take();
  const literal = WORD_LITERALS[text.toLowerCase()];
  if (literal !== undefined) return { kind: "literal", value: literal, type: "bool", at };
  if (!reader.accept("(")) return { kind: "column", name: text, at };
  const name = text.toLowerCase();
  if (reader.accept(")")) return { kind: "call", name, operands: [], at };
  const operands = reader.list(() => parseExpression(reader));
  reader.expect(")");
  return { kind: "call", name, operands, at };
}
