/** What a server action answers: a value, or words for the person. */
export type Result<Value> =
  | { ok: true; value: Value }
  | { ok: false; refusal: string; code: RefusalCode; field?: string };

export type RefusalCode = "invalid" | "forbidden" | "missing" | "conflict" | "signedOut";

/** A "no" that is meant for the person who asked. Anything else that is thrown is a bug. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  /** Where it was tried; those who read the audit log of the place are told. */
  readonly subscriptionId: string | null;

  constructor(
    message: string,
    code: RefusalCode = "invalid",
    subscriptionId: string | null = null,
  ) {
    super(message);
    this.name = "Refusal";
    this.code = code;
    this.subscriptionId = subscriptionId;
  }
}
