/** Where in a query's text something stands: both count from 1, as Resource Graph reports them. */
export interface Position {
  line: number;
  column: number;
}

/** One entry of `error.details[]` in Resource Graph's answer to a query that it can't run. */
export interface QueryErrorDetail {
  code: string;
  message: string;
  line?: number;
  characterPositionInLine?: number;
  token?: string;
  expectedToken?: string;
}

/**
 * A query that the person has to change. It becomes a 400 with Resource Graph's envelope: codes and
 * fields as in the error bodies that people quote at github.com/Azure/azure-cli-extensions/issues/1449.
 */
export class QueryError extends Error {
  readonly detail: QueryErrorDetail;

  constructor(detail: QueryErrorDetail) {
    super(detail.message);
    this.name = "QueryError";
    this.detail = detail;
  }
}

/** The text doesn't follow the grammar: says where it stopped making sense and what was hoped for. */
export function parserFailure(at: Position, token: string, expectedToken: string): QueryError {
  return new QueryError({
    code: "ParserFailure",
    message: "ParserFailure",
    line: at.line,
    characterPositionInLine: at.column,
    token,
    expectedToken,
  });
}

/** The text is well formed and names something that doesn't exist or doesn't fit. */
export function semanticError(message: string, at?: Position): QueryError {
  return new QueryError({
    code: "SemanticError",
    message,
    ...(at && { line: at.line, characterPositionInLine: at.column }),
  });
}
