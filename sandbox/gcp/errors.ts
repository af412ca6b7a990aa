/** Google's canonical codes and the HTTP status of each: https://cloud.google.com/apis/design/errors (as far as known). */
const HTTP_OF = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  OUT_OF_RANGE: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  ABORTED: 409,
  ALREADY_EXISTS: 409,
  RESOURCE_EXHAUSTED: 429,
  INTERNAL: 500,
  UNIMPLEMENTED: 501,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
} as const;
export type GoogleStatus = keyof typeof HTTP_OF;

/** The older APIs' word for each HTTP status, which clients still find in `errors[0].reason`. */
const REASON_OF: Readonly<Record<number, string>> = {
  400: "badRequest",
  401: "authError",
  403: "forbidden",
  404: "notFound",
  405: "httpMethodNotAllowed",
  409: "alreadyExists",
  412: "conditionNotMet",
  429: "rateLimitExceeded",
  500: "backendError",
  503: "backendError",
};

interface More {
  details?: readonly object[];
  headers?: Readonly<Record<string, string>>;
  /** Where it isn't the one of the canonical code. */
  http?: number;
}

/** Any error that a Google API answers with its envelope `{error: {code, message, status, …}}`. */
export class GoogleError extends Error {
  readonly status: GoogleStatus;
  readonly http: number;
  readonly details: readonly object[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: GoogleStatus,
    message: string,
    { details = [], headers = {}, http }: More = {},
  ) {
    super(message);
    this.status = status;
    this.http = http ?? HTTP_OF[status];
    this.details = details;
    this.headers = headers;
  }

  body(): object {
    const { http: code, message, status, details } = this;
    return {
      error: {
        code,
        message,
        errors: [{ message, domain: "global", reason: REASON_OF[code] ?? "backendError" }],
        status,
        ...(details.length > 0 && { details }),
      },
    };
  }
}

/** The canonical code that an HTTP status stands for, for faults that name just that. */
export function statusOfHttp(http: number): GoogleStatus {
  const known = Object.entries(HTTP_OF).find(([, code]) => code === http);
  return (known?.[0] ?? (http < 500 ? "FAILED_PRECONDITION" : "INTERNAL")) as GoogleStatus;
}

/** The detail by which Google's clients tell errors of one code from another. */
export function errorInfo(
  reason: string,
  domain: string,
  metadata: Readonly<Record<string, string>>,
): object {
  return { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason, domain, metadata };
}

export function invalidArgument(message: string, field?: string): GoogleError {
  const violation = {
    "@type": "type.googleapis.com/google.rpc.BadRequest",
    fieldViolations: [{ field, description: message }],
  };
  return new GoogleError("INVALID_ARGUMENT", message, {
    details: field === undefined ? [] : [violation],
  });
}

export function notFound(message: string): GoogleError {
  return new GoogleError("NOT_FOUND", message);
}

/** The sentence and its details as Google answers a token that is missing or not good any more. */
export function unauthenticated(
  reason: "CREDENTIALS_MISSING" | "ACCESS_TOKEN_EXPIRED",
): GoogleError {
  const message =
    reason === "CREDENTIALS_MISSING"
      ? "Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project."
      : "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.";
  const error = reason === "CREDENTIALS_MISSING" ? "" : ', error="invalid_token"';
  return new GoogleError("UNAUTHENTICATED", message, {
    details: [errorInfo(reason, "googleapis.com", {})],
    headers: { "www-authenticate": `Bearer realm="https://accounts.google.com/"${error}` },
  });
}
