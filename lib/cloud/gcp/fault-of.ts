import { CloudFault, type FaultKind } from "../faults.ts";

/**
 * Google's reasons, statuses and, for tokens, OAuth's codes that say more than the HTTP status. Sources:
 * https://cloud.google.com/apis/design/errors, https://cloud.google.com/iam/docs/reference/sts/rest and
 * https://cloud.google.com/kubernetes-engine/quotas (as far as known).
 */
const KIND_OF_CODE: Record<string, FaultKind> = {
  RATE_LIMIT_EXCEEDED: "throttled",
  RESOURCE_EXHAUSTED: "throttled",
  rateLimitExceeded: "throttled",
  userRateLimitExceeded: "throttled",
  quotaExceeded: "throttled",
  SERVICE_DISABLED: "rejected",
  BILLING_DISABLED: "rejected",
  CONSUMER_INVALID: "rejected",
  IAM_PERMISSION_DENIED: "forbidden",
  PERMISSION_DENIED: "forbidden",
  // A token that has run out, or whose account was made anew: the next try comes in again.
  ACCESS_TOKEN_EXPIRED: "unreachable",
  UNAUTHENTICATED: "unreachable",
  NOT_FOUND: "missing",
  ABORTED: "changed",
  INVALID_ARGUMENT: "rejected",
  OUT_OF_RANGE: "rejected",
  ALREADY_EXISTS: "rejected",
  UNIMPLEMENTED: "rejected",
  INTERNAL: "unreachable",
  UNAVAILABLE: "unreachable",
  DEADLINE_EXCEEDED: "unreachable",
  invalid_target: "forbidden",
  invalid_grant: "forbidden",
  unauthorized_client: "forbidden",
};

const KIND_OF_STATUS: Record<number, FaultKind> = {
  401: "unreachable",
  403: "forbidden",
  404: "missing",
  408: "unreachable",
  409: "changed",
  410: "missing",
  412: "changed",
  429: "throttled",
};

/** GKE's sentence about a cluster that something else is under way on comes with a status of many meanings. */
const UNDER_WAY =
  /is currently (creating|updating|upgrading|deleting|repairing|operating)|Please wait and try again|incompatible operation/i;

/** What Google's client libraries throw, as far as we read it. */
interface GoogleErrorShape {
  message?: string;
  /** Node's own, of a connection that failed. */
  code?: string | number;
  name?: string;
  response?: {
    status?: number;
    headers?: { get?: (name: string) => string | null } & Record<string, unknown>;
    data?: unknown;
  };
}

interface Detail {
  "@type"?: string;
  reason?: string;
  requestId?: string;
  retryDelay?: string;
}

interface Said {
  /** The most telling of Google's codes. */
  code: string;
  status: string;
  message: string;
  details: Detail[];
}

/** The fault that an error of Google's libraries means; Google's code, message and request id are kept as they came. */
export function faultOf(error: unknown): Error {
  if (error instanceof CloudFault) return error;
  const { response } = error as GoogleErrorShape;
  if (!response?.status) return isOurs(error) ? (error as Error) : noAnswer(error);
  const { status } = response;
  const said = saidIn(response.data, status);
  const kind = kindOf(said, status);
  return new CloudFault(
    {
      kind,
      code: said.code,
      message: said.message,
      status,
      requestId: requestIdOf(response, said.details),
      retryAfterSeconds: waitOf(response, said.details),
      // Google counts by project and minute, not by cluster.
      wholeLane: kind === "throttled",
    },
    { cause: error },
  );
}

function noAnswer(error: unknown): CloudFault {
  const { code, name, message } = error as GoogleErrorShape;
  return new CloudFault(
    {
      kind: "unreachable",
      code: typeof code === "string" ? code : (name ?? "NoAnswer"),
      message: message || "The connection ended without an answer.",
      status: 0,
      requestId: null,
    },
    { cause: error },
  );
}

/** An error that no call has caused is a bug of ours, and must not look like Google's silence. */
function isOurs(error: unknown): boolean {
  if (!(error instanceof Error)) return true;
  // The fetch of Node throws a TypeError for a connection that failed, with what happened as its cause.
  return (error instanceof TypeError && !error.cause) || error instanceof RangeError;
}

/** Google's own words, in the envelope of its APIs or in that of OAuth. */
function saidIn(data: unknown, status: number): Said {
  const { error, error_description: description } = (bodyOf(data) ?? {}) as {
    error?: unknown;
    error_description?: string;
  };
  const silent = `Google answered with status ${status} and no explanation.`;
  if (typeof error === "string") {
    return { code: error, status: error, message: description ?? silent, details: [] };
  }
  const said = (error ?? {}) as {
    status?: string;
    message?: string;
    details?: Detail[];
    errors?: { reason?: string }[];
  };
  const details = Array.isArray(said.details) ? said.details : [];
  const reason = details.find((detail) => detail.reason)?.reason ?? said.errors?.[0]?.reason;
  const code = reason && reason in KIND_OF_CODE ? reason : said.status;
  return {
    code: code ?? reason ?? `Http${status}`,
    status: said.status ?? "",
    message: said.message || silent,
    details,
  };
}

function bodyOf(data: unknown): unknown {
  if (typeof data !== "string") return data;
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}

function kindOf({ code, status: word, message }: Said, status: number): FaultKind {
  if (status === 412) return "changed";
  if (status === 400 || status === 409) {
    if (UNDER_WAY.test(message)) return "busy";
  }
  const known = KIND_OF_CODE[code] ?? KIND_OF_CODE[word];
  if (known) return known;
  if (status >= 500) return "unreachable";
  return KIND_OF_STATUS[status] ?? "rejected";
}

type Response = NonNullable<GoogleErrorShape["response"]>;

/** By what Google's support finds the call: Google answers with no id of its own in most cases. */
function requestIdOf(response: Response, details: Detail[]): string | null {
  return (
    details.find(({ requestId }) => requestId)?.requestId ??
    headerOf(response, "x-goog-request-id") ??
    headerOf(response, "x-cloud-trace-context") ??
    headerOf(response, "x-guploader-uploadid")
  );
}

function waitOf(response: Response, details: Detail[]): number | null {
  const delay = /^(\d+(?:\.\d+)?)s$/.exec(details.find((one) => one.retryDelay)?.retryDelay ?? "");
  const seconds = Number(headerOf(response, "retry-after") ?? delay?.[1] ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}

function headerOf({ headers }: Response, name: string): string | null {
  const value = headers?.get ? headers.get(name) : headers?.[name];
  return typeof value === "string" ? value : null;
}
