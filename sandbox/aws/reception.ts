import type { Kernel } from "../types.ts";
import { authenticate } from "./authentication.ts";
import type { Caller } from "./authorization.ts";
import { AwsError } from "./aws-error.ts";
import type { AwsOperation, AwsPrincipal, AwsService } from "./operation.ts";
import type { Protocol } from "./protocols/protocol.ts";
import { PROTOCOLS } from "./protocols/protocols.ts";
import { ENABLED_REGIONS } from "./regions.ts";
import { AWS_SERVICES } from "./services.ts";
import { type Signature, signatureOf, type WireRequest } from "./signature.ts";

export interface Accepted {
  service: AwsService;
  operation: AwsOperation;
  protocol: Protocol;
  input: Record<string, unknown>;
  caller: Omit<Caller, "requestId">;
  region: string;
  method: string;
  path: string;
}

interface Refused {
  refusal: unknown;
  protocol: Protocol;
  service?: AwsService | undefined;
  operation?: AwsOperation | undefined;
  caller?: Omit<Caller, "requestId"> | undefined;
  region?: string | undefined;
}

/** A request of whom its operation and caller are known, or why it gets no further. */
export type Asked = Accepted | Refused;

/** Finds out which operation of which service is asked for, and by whom. */
export function whatIsAsked(kernel: Kernel, request: WireRequest): Asked {
  const signature = signatureOf(request);
  const service = signature ? AWS_SERVICES.get(signature.service) : unsignedService(request);
  const protocol = PROTOCOLS[service?.protocol ?? likelyProtocol(request)];
  const region = signature?.region ?? "us-east-1";
  const about = { protocol, service, region };
  try {
    if (!signature && !service) throw notSigned(request, protocol);
    if (!service) throw unknownService(signature);
    const found = protocol.read(service, request);
    if (!found) {
      const [code, status] = protocol.errors.unknownOperation;
      throw new AwsError(code, "Could not find the operation that was asked for.", status);
    }
    const { operation } = found;
    const { principal } = signature
      ? authenticate(kernel, request, signature, protocol.errors)
      : { principal: ANONYMOUS };
    if (signature && !ENABLED_REGIONS.includes(region)) throw notHere(protocol);
    const path = request.url.split("?")[0] ?? "/";
    const caller = { principal, region };
    return { ...about, ...found, service, operation, caller, method: request.method, path };
  } catch (refusal) {
    return { ...about, refusal };
  }
}

/** In a region that an account has not asked for nobody knows its keys: https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html (as far as known) */
function notHere({ errors: { unknownKey } }: Protocol): AwsError {
  const [code, status] = unknownKey;
  return new AwsError(code, "The security token included in the request is invalid.", status);
}

const ANONYMOUS: AwsPrincipal = {
  arn: "anonymous",
  kind: "Anonymous",
  account: "",
  userId: "",
  identityArn: "",
  accessKeyId: "",
};

/** The service of an operation that may be asked for without a signature. */
function unsignedService(request: WireRequest): AwsService | undefined {
  return [...AWS_SERVICES.values()].find(
    (service) =>
      service.operations.some(({ unsigned }) => unsigned) &&
      PROTOCOLS[service.protocol].read(service, request)?.operation.unsigned,
  );
}

function likelyProtocol({ headers }: WireRequest): AwsService["protocol"] {
  if (headers["x-amz-target"] !== undefined) return "awsJson1.1";
  const isForm = String(headers["content-type"]).startsWith("application/x-www-form-urlencoded");
  return isForm ? "awsQuery" : "restJson1";
}

function notSigned({ headers }: WireRequest, { errors }: Protocol): AwsError {
  const [code, status] = errors.missingToken;
  return headers.authorization === undefined
    ? new AwsError(code, "Request is missing Authentication Token", status)
    : new AwsError(
        "IncompleteSignature",
        "The Authorization header is not in the form of Signature Version 4, or the request has no X-Amz-Date.",
        400,
      );
}

function unknownService(signature: Signature | undefined): AwsError {
  return new AwsError(
    "UnknownEndpoint",
    `The sandbox has no service '${signature?.service}' of AWS.`,
    404,
  );
}
