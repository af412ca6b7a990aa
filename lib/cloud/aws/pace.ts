import { setTimeout as sleep } from "node:timers/promises";

/** Lets so many calls go a second, one after the other, however many ask at once. */
export class Pace {
  readonly #everyMs: number;
  #nextAt = 0;

  constructor(callsASecond: number) {
    this.#everyMs = 1000 / callsASecond;
  }

  /** Comes back when it is the caller's turn. */
  async turn(): Promise<void> {
    const now = performance.now();
    const at = Math.max(now, this.#nextAt);
    this.#nextAt = at + this.#everyMs;
    if (at > now) await sleep(at - now);
  }
}
