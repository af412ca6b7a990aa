import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Exchange } from "./exchange.ts";
import type { Violation } from "./validator.ts";

/**
 * A difference from the specification that we know and accept, and why. `url` and `path` are regular
 * expressions, without regard to case; what is left out matches everything.
 */
const Exception = z.object({
  reason: z.string().min(20),
  url: z.string(),
  side: z.enum(["request", "response"]).optional(),
  code: z.string().optional(),
  path: z.string().optional(),
});
export type Exception = z.infer<typeof Exception>;

export function readExceptions(): Exception[] {
  const file = new URL("exceptions.json", import.meta.url);
  return z.array(Exception).parse(JSON.parse(readFileSync(file, "utf8")));
}

/** The exception that covers a violation, if there is one. */
export function exceptionFor(
  violation: Violation,
  { request }: Exchange,
  exceptions: readonly Exception[],
): Exception | undefined {
  return exceptions.find(
    ({ url, side, code, path }) =>
      new RegExp(url, "i").test(`${request.method} ${request.url}`) &&
      (side ?? violation.side) === violation.side &&
      (code ?? violation.code) === violation.code &&
      (!path || violation.paths.some((place) => new RegExp(path, "i").test(place))),
  );
}
