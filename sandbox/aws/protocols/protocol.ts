import type { AwsError } from "../aws-error.ts";
import type { AwsOperation, AwsService } from "../operation.ts";
import type { WireRequest } from "../signature.ts";

/** What goes back over the wire. */
export interface WireAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** Ways in which a service answers the mistakes that every request can make. */
export interface CommonErrors {
  missingToken: [code: string, status: number];
  unknownKey: [code: string, status: number];
  wrongSignature: [code: string, status: number];
  expiredToken: [code: string, status: number];
  accessDenied: [code: string, status: number];
  throttled: [code: string, status: number];
  unknownOperation: [code: string, status: number];
  internal: [code: string, status: number];
}

/** How the services that share a protocol read requests and write answers. */
export interface Protocol {
  errors: CommonErrors;
  /** The operation that a request asks for, and its input; undefined where there is no such operation. */
  read(
    service: AwsService,
    request: WireRequest,
  ): { operation: AwsOperation; input: Record<string, unknown> } | undefined;
  answer(
    service: AwsService,
    call: { operation: AwsOperation; requestId: string },
    output: unknown,
  ): WireAnswer;
  refuse(error: AwsError, requestId: string, service: AwsService | undefined): WireAnswer;
}
