import { CloudFault, type FaultKind } from "../faults.ts";

/**
 * AWS's codes, each with what it means for us. Sources: "Common errors" of each service's API reference, such as
 * https://docs.aws.amazon.com/eks/latest/APIReference/CommonErrors.html, and the errors of single operations
 * (as far as known).
 */
const KIND_OF_CODE: Record<string, FaultKind> = {
  Throttling: "throttled",
  ThrottlingException: "throttled",
  ThrottledException: "throttled",
  TooManyRequestsException: "throttled",
  RequestLimitExceeded: "throttled",
  RequestThrottled: "throttled",
  PriorRequestNotComplete: "throttled",
  ResourceInUseException: "busy",
  OperationAbortedException: "busy",
  ConcurrentModification: "busy",
  AccessDenied: "forbidden",
  AccessDeniedException: "forbidden",
  UnauthorizedOperation: "forbidden",
  OptInRequired: "forbidden",
  AuthFailure: "forbidden",
  InvalidIdentityToken: "forbidden",
  IDPRejectedClaim: "forbidden",
  ResourceNotFoundException: "missing",
  NotFoundException: "missing",
  NoSuchEntity: "missing",
  InvalidParameterException: "rejected",
  InvalidRequestException: "rejected",
  ValidationException: "rejected",
  ValidationError: "rejected",
  LimitExceededException: "rejected",
  ResourceLimitExceededException: "rejected",
  // Credentials that have run out, or whose role was made anew: the next try comes in again.
  ExpiredToken: "unreachable",
  ExpiredTokenException: "unreachable",
  UnrecognizedClientException: "unreachable",
  InvalidClientTokenId: "unreachable",
  IDPCommunicationError: "unreachable",
  ServerException: "unreachable",
  ServiceUnavailableException: "unreachable",
  InternalFailure: "unreachable",
};

const KIND_OF_STATUS: Record<number, FaultKind> = {
  403: "forbidden",
  404: "missing",
  408: "unreachable",
  409: "busy",
  429: "throttled",
};

/** What the AWS SDK throws, as far as we read it. */
interface AwsErrorShape {
  name?: string;
  /** As it was on the wire, where the SDK calls the error by another name. */
  Code?: string;
  message?: string;
  /** Node's own, of a connection that failed. */
  code?: string;
  $metadata?: { httpStatusCode?: number; requestId?: string };
  $response?: { headers?: Record<string, string | undefined> };
}

/** The codes after which credentials that we kept are of no use any more. */
export const CREDENTIALS_ENDED: ReadonlySet<string> = new Set([
  "ExpiredToken",
  "ExpiredTokenException",
  "UnrecognizedClientException",
  "InvalidClientTokenId",
]);

/** The fault that an error of the AWS SDK means; AWS's code, message and request id are kept as they came. */
export function faultOf(error: unknown): Error {
  if (error instanceof CloudFault) return error;
  const { Code, message, code, $metadata, $response } = error as AwsErrorShape;
  const name = Code ?? (error as AwsErrorShape).name ?? "";
  const status = $metadata?.httpStatusCode;
  if (status === undefined) return isOurs(error) ? (error as Error) : noAnswer(error);
  return new CloudFault(
    {
      kind: kindOf(name, status),
      code: name || `Http${status}`,
      message: message || `AWS answered with status ${status} and no explanation.`,
      status,
      requestId: $metadata?.requestId ?? null,
      retryAfterSeconds: secondsOf($response?.headers?.["retry-after"]),
    },
    { cause: error },
  );

  function noAnswer(cause: unknown): CloudFault {
    return new CloudFault(
      {
        kind: "unreachable",
        code: code ?? (name || "NoAnswer"),
        message: message || "The connection ended without an answer.",
        status: 0,
        requestId: null,
      },
      { cause },
    );
  }
}

/** An error that no call has caused is a bug of ours, and must not look like AWS's silence. */
function isOurs(error: unknown): boolean {
  return error instanceof TypeError || error instanceof RangeError || !(error instanceof Error);
}

function kindOf(code: string, status: number): FaultKind {
  // The SDK puts "Exception" behind the names of IAM's errors, which have none on the wire.
  const known = KIND_OF_CODE[code] ?? KIND_OF_CODE[code.replace(/Exception$/, "")];
  if (known) return known;
  if (status >= 500) return "unreachable";
  return KIND_OF_STATUS[status] ?? "rejected";
}

function secondsOf(header: string | undefined): number | null {
  const seconds = Number(header);
  return header && Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}
