import { parserFailure, type QueryError } from "./query-error.ts";
import { type Token, tokenize } from "./tokens.ts";

/** Walks over a query's tokens; every `expect…` throws a ParserFailure that names what was hoped for. */
export class TokenReader {
  readonly #tokens: Token[];
  #next = 0;

  constructor(query: string) {
    this.#tokens = tokenize(query);
  }

  peek(ahead = 0): Token {
    const last = this.#tokens.length - 1;
    return this.#tokens[Math.min(this.#next + ahead, last)] as Token;
  }

  take(): Token {
    const token = this.peek();
    this.#next++;
    return token;
  }

  /** Takes the next token if it is this symbol or word (words without regard to case). */
  accept(text: string): boolean {
    if (!this.isAt(text)) return false;
    this.#next++;
    return true;
  }

  isAt(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    const comparable = token.kind === "symbol" || token.kind === "name";
    return comparable && token.text.toLowerCase() === text;
  }

  expect(text: string): Token {
    if (!this.isAt(text)) throw this.failure(text);
    return this.take();
  }

  expectName(): Token {
    if (this.peek().kind !== "name") throw this.failure("name");
    return this.take();
  }

  expectWholeNumber(): number {
    const token = this.peek();
    if (token.kind !== "number" || !/^\d+$/.test(token.text)) throw this.failure("whole number");
    return Number(this.take().text);
  }

  expectEnd(): void {
    if (this.peek().kind !== "end") throw this.failure("|");
  }

  /** One or more of something, separated by commas. */
  list<T>(read: () => T): T[] {
    const items = [read()];
    while (this.accept(",")) items.push(read());
    return items;
  }

  failure(expected: string): QueryError {
    const { at, text } = this.peek();
    return parserFailure(at, text, expected);
  }
}
