import type { FaultyCall } from "../faults.ts";
import type { OperationError } from "../operations.ts";
import type { Kernel } from "../types.ts";

/** How an accepted change will go on. */
export interface Course {
  seconds: number;
  /** Present when a fault that somebody asked for makes it fail. */
  error?: OperationError;
}

/** The course of a change that is about to become an operation: drawn by the settings, bent by the faults. */
export function courseOf({ faults, operations, settings }: Kernel, call: FaultyCall): Course {
  const fault = faults.next("operation", call);
  const drawn = operations.drawSeconds(settings.get("operationSeconds"), settings.get("seed"));
  const seconds = (fault && "seconds" in fault && fault.seconds) || drawn;
  if (fault?.kind !== "fail-operation") return { seconds };
  return { seconds, error: { code: fault.code, message: fault.message } };
}
