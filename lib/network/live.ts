import type { Person } from "../access/model.ts";
import { Refusal, type Result } from "../result.ts";
import { CheckRequest, type CheckResult, checks } from "./validate.ts";

export type { CheckRequest, CheckResult };

/** Begins the check that a person asks for; the results come as they are found. */
export function beginChecks(
  person: Person,
  asked: unknown,
): Result<AsyncIterableIterator<CheckResult>> {
  const request = CheckRequest.safeParse(asked);
  if (!request.success) {
    const [issue] = request.error.issues;
    const field = issue?.path.join(".") || "The request";
    return { ok: false, code: "invalid", refusal: `${field}: ${issue?.message ?? "is not valid"}` };
  }
  try {
    return { ok: true, value: checks(person, request.data) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ok: false, code: error.code, refusal: error.message };
  }
}
