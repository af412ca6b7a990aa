import type { Progress } from "../cloud.ts";
import { CloudFault, type FaultKind } from "../faults.ts";
import type { Answer } from "./arm.ts";

/** How long to leave a cluster alone when Azure did not say: an update takes minutes. */
const ASK_AGAIN_SECONDS = 5;

/** The cloud has taken the change and works on it. */
export function running(answer: Answer, operationUrl: string | null): Progress {
  return {
    state: "running",
    askAgainInSeconds: Number(answer.headers["retry-after"]) || ASK_AGAIN_SECONDS,
    operationUrl,
    requestId: answer.requestId,
  };
}

/** Where ARM tells how a long-running change goes; null for one that was made at once. */
export function operationUrlOf({ headers }: Answer): string | null {
  return headers["azure-asyncoperation"] ?? headers.location ?? null;
}

/** What we refuse ourselves, from what the cloud has just said of the resource. */
export function refused(fault: {
  kind: FaultKind;
  code: string;
  message: string;
  requestId: string | null;
}): CloudFault {
  return new CloudFault({ status: 0, ...fault });
}

/** Something else is under way on the resource. */
export function busy(name: string, state: string, requestId: string | null): CloudFault {
  return new CloudFault({
    kind: "busy",
    code: state,
    message: `Another operation is running on ${name} (${state}).`,
    status: 0,
    requestId,
    retryAfterSeconds: ASK_AGAIN_SECONDS,
  });
}
