import { SignInNeeded } from "../../access/entra.ts";
import { CloudFault, type FaultKind } from "../faults.ts";

/** Azure's codes that say more than the status. Source: https://learn.microsoft.com/azure/aks/ troubleshooting
 * pages and https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling */
const KIND_OF_CODE: Record<string, FaultKind> = {
  OperationNotAllowed: "busy",
  AnotherOperationInProgress: "busy",
  Conflict: "busy",
  EtagMismatch: "changed",
  PreconditionFailed: "changed",
  AuthorizationFailed: "forbidden",
  LinkedAuthorizationFailed: "forbidden",
  RequestDisallowedByPolicy: "rejected",
  // Both come with status 409, and no wait changes them.
  ReadOnlyDisabledSubscription: "rejected",
  MissingSubscriptionRegistration: "rejected",
};

const KIND_OF_STATUS: Record<number, FaultKind> = {
  401: "signedOut",
  403: "forbidden",
  404: "missing",
  408: "unreachable",
  409: "busy",
  410: "missing",
  412: "changed",
  429: "throttled",
};

/** Codes by which ARM throttles all calls of one principal in one subscription, not one resource. */
const LANE_WIDE = new Set(["SubscriptionRequestsThrottled", "TooManyRequests"]);

/** The fault that an answer of ARM means; keeps code, message and request id as they came. */
export function faultOfAnswer(
  status: number,
  headers: Record<string, string | undefined>,
  body: unknown,
): CloudFault {
  const error = errorOf(body);
  const code = error.code ?? `Http${status}`;
  const message = error.message ?? `Azure answered with status ${status} and no explanation.`;
  return new CloudFault({
    kind: kindOf(status, code, message),
    code,
    message,
    status,
    requestId: headers["x-ms-request-id"] ?? headers["x-ms-correlation-request-id"] ?? null,
    retryAfterSeconds: secondsOf(headers["retry-after"]),
    wholeLane: status === 429 && LANE_WIDE.has(code),
  });
}

/** The fault that a call without an answer means. */
export function faultOfError(error: unknown): Error {
  if (error instanceof CloudFault) return error;
  if (error instanceof SignInNeeded) {
    return new CloudFault(
      {
        kind: "signedOut",
        code: "SignInNeeded",
        message: error.message,
        status: 0,
        requestId: null,
      },
      { cause: error },
    );
  }
  const { code, message, name } = error as Error & { code?: string };
  return new CloudFault(
    {
      kind: "unreachable",
      code: code ?? name ?? "NoAnswer",
      message: message || "The connection ended without an answer.",
      status: 0,
      requestId: null,
    },
    { cause: error },
  );
}

/** The code and message of ARM's error envelope, wherever a provider put it. */
export function errorOf(body: unknown): { code?: string; message?: string } {
  const { error, code, message } = (body ?? {}) as {
    error?: { code?: string; message?: string };
    code?: string;
    message?: string;
  };
  return error ?? { ...(code ? { code } : {}), ...(message ? { message } : {}) };
}

function kindOf(status: number, code: string, message: string): FaultKind {
  // AKS refuses a stopped cluster with the same code as a busy one; only its sentence tells them apart.
  if (code === "OperationNotAllowed" && /stopped/i.test(message)) return "stopped";
  if (status === 429) return "throttled";
  if (status >= 500) return "unreachable";
  return KIND_OF_CODE[code] ?? KIND_OF_STATUS[status] ?? "rejected";
}

/** `Retry-After` in seconds; both of HTTP's forms are understood. */
function secondsOf(header: string | undefined): number | null {
  if (!header) return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - Date.now()) / 1000));
}
