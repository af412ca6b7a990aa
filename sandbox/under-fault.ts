import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "./faults.ts";

/** What becomes of a request: an answer, or a connection that is cut, at once or after a while. */
export type Outcome<R> = { reply: R } | { cutAfterSeconds: number };

type StatusFault = Extract<Fault, { kind: "status" }>;

/** Does what was asked as far as a fault lets it, and tells what the client shall see of it. */
export async function underFault<R>(
  fault: Fault | undefined,
  act: () => Promise<R>,
  refuse: (fault: StatusFault) => R,
): Promise<Outcome<R>> {
  switch (fault?.kind) {
    case "status":
      return { reply: refuse(fault) };
    case "reset":
      return { cutAfterSeconds: 0 };
    case "slow":
      await sleep(fault.seconds * 1000, undefined, { ref: false });
      return { reply: await act() };
    case "accept-then-reset":
      await act();
      return { cutAfterSeconds: 0 };
    case "accept-then-hang":
      await act();
      return { cutAfterSeconds: fault.seconds };
    default:
      return { reply: await act() };
  }
}
