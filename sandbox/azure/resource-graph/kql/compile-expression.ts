import { COMPARISONS, MEMBERSHIPS } from "./comparisons.ts";
import { FUNCTIONS } from "./functions.ts";
import { type Position, semanticError } from "./query-error.ts";
import type { ColumnType, Expression } from "./syntax.ts";
import { boolOf, memberOf, numberOf, type Row } from "./values.ts";

/** The columns that an expression may name, in the order in which they are shown. */
export type Schema = ReadonlyMap<string, ColumnType>;

export interface Compiled {
  type: ColumnType;
  evaluate: (row: Row) => unknown;
}

type Kind = Expression["kind"];
type Of<K extends Kind> = Extract<Expression, { kind: K }>;

const COMPILERS: { [K in Kind]: (expression: Of<K>, schema: Schema) => Compiled } = {
  literal: ({ value, type }) => ({ type, evaluate: () => value }),
  column: compileColumn,
  path: compilePath,
  call: compileCall,
  binary: compileBinary,
  membership: compileMembership,
};

/**
 * Turns an expression into a function of a row.
 * @throws QueryError where it names a column or function that isn't there, or compares what can't be.
 */
export function compileExpression(expression: Expression, schema: Schema): Compiled {
  const compile = COMPILERS[expression.kind] as (e: Expression, s: Schema) => Compiled;
  return compile(expression, schema);
}

function compileColumn({ name, at }: Of<"column">, schema: Schema): Compiled {
  const type = schema.get(name);
  if (!type)
    throw semanticError(`Failed to resolve column or scalar expression named '${name}'`, at);
  return { type, evaluate: (row) => row[name] };
}

function compilePath({ of, key, at }: Of<"path">, schema: Schema): Compiled {
  const whole = compileExpression(of, schema);
  if (whole.type !== "dynamic") {
    throw semanticError(`Path expression source must be dynamic, it is ${whole.type}`, at);
  }
  const member = compileExpression(key, schema);
  return {
    type: "dynamic",
    evaluate: (row) => memberOf(whole.evaluate(row), member.evaluate(row)),
  };
}

function compileCall({ name, operands, at }: Of<"call">, schema: Schema): Compiled {
  const scalar = FUNCTIONS.get(name);
  if (!scalar) throw semanticError(`Unknown function: '${name}'.`, at);
  if (operands.length < scalar.fewest || operands.length > scalar.most) {
    throw semanticError(`${name}(): function expects ${scalar.fewest} or more argument(s).`, at);
  }
  const compiled = operands.map((operand) => compileExpression(operand, schema));
  return {
    type: scalar.type(compiled.map(({ type }) => type)),
    evaluate: (row) => scalar.run(...compiled.map(({ evaluate }) => evaluate(row))),
  };
}

const ARITHMETIC: Readonly<Record<string, (left: number, right: number) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "%": (left, right) => left % right,
};

function compileBinary({ operator, left, right, at }: Of<"binary">, schema: Schema): Compiled {
  const first = compileExpression(left, schema);
  const second = compileExpression(right, schema);
  if (operator === "and") return truth((row) => isTrue(first, row) && isTrue(second, row));
  if (operator === "or") return truth((row) => isTrue(first, row) || isTrue(second, row));
  const comparison = COMPARISONS.get(operator);
  if (!comparison) return compileArithmetic(operator, first, second, at);
  requireComparable(first.type, second.type, at);
  return truth((row) => comparison(first.evaluate(row), second.evaluate(row)));
}

function truth(evaluate: (row: Row) => boolean): Compiled {
  return { type: "bool", evaluate };
}

function isTrue({ evaluate }: Compiled, row: Row): boolean {
  return boolOf(evaluate(row)) === true;
}

function compileArithmetic(
  operator: string,
  first: Compiled,
  second: Compiled,
  at: Position,
): Compiled {
  const calculate = ARITHMETIC[operator];
  if (!calculate || first.type === "string" || second.type === "string") {
    throw semanticError(`Operator '${operator}' can't be applied to these operands.`, at);
  }
  // Whole numbers stay whole: 7 / 2 is 3 in KQL.
  const whole = first.type === "long" && second.type === "long";
  return {
    type: whole ? "long" : "real",
    evaluate: (row) => {
      const [a, b] = [numberOf(first.evaluate(row)), numberOf(second.evaluate(row))];
      if (a === null || b === null) return null;
      return whole ? Math.trunc(calculate(a, b)) : calculate(a, b);
    },
  };
}

function compileMembership(
  { operator, left, options }: Of<"membership">,
  schema: Schema,
): Compiled {
  const { among, denied } = MEMBERSHIPS.get(operator) ?? { among: Object.is, denied: false };
  const value = compileExpression(left, schema);
  const compiled = options.map((option) => compileExpression(option, schema));
  return truth((row) => {
    const wanted = value.evaluate(row);
    // One dynamic array may stand for the whole list of options.
    const choices = compiled.flatMap(({ evaluate }) => evaluate(row));
    return choices.some((choice) => among(wanted, choice)) !== denied;
  });
}

const NUMBERS: ReadonlySet<ColumnType> = new Set(["long", "real"]);

function requireComparable(left: ColumnType, right: ColumnType, at: Position): void {
  const alike = left === right || (NUMBERS.has(left) && NUMBERS.has(right));
  if (alike || left === "dynamic" || right === "dynamic") return;
  throw semanticError(
    `Cannot compare values of types ${left} and ${right}. Try adding explicit casts`,
    at,
  );
}
