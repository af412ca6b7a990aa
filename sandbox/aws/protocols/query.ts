import type { AwsError } from "../aws-error.ts";
import type { AwsService } from "../operation.ts";
import type { WireRequest } from "../signature.ts";
import { formInput } from "./form.ts";
import type { CommonErrors, Protocol, WireAnswer } from "./protocol.ts";
import { element, elements, escaped } from "./xml.ts";

const QUERY_ERRORS: CommonErrors = {
  missingToken: ["MissingAuthenticationToken", 403],
  unknownKey: ["InvalidClientTokenId", 403],
  wrongSignature: ["SignatureDoesNotMatch", 403],
  expiredToken: ["ExpiredToken", 403],
  accessDenied: ["AccessDenied", 403],
  throttled: ["Throttling", 400],
  unknownOperation: ["InvalidAction", 400],
  internal: ["InternalFailure", 500],
};

/** STS, IAM and CloudFormation: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export const awsQuery: Protocol = {
  errors: QUERY_ERRORS,
  read: readForm,
  answer: ({ namespace = "" }, { operation, requestId }, output) =>
    xml(
      200,
      requestId,
      `<${operation.name}Response xmlns="${namespace}">${element(`${operation.name}Result`, output ?? {}, "member")}<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation.name}Response>`,
    ),
  refuse: (error, requestId, service) =>
    xml(
      error.status,
      requestId,
      `<ErrorResponse xmlns="${service?.namespace ?? ""}"><Error><Type>${error.status < 500 ? "Sender" : "Receiver"}</Type>${codeAndMessage(error)}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
    ),
};

/** EC2: https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html */
export const ec2Query: Protocol = {
  errors: {
    ...QUERY_ERRORS,
    missingToken: ["AuthFailure", 401],
    unknownKey: ["AuthFailure", 401],
    wrongSignature: ["SignatureDoesNotMatch", 403],
    expiredToken: ["RequestExpired", 400],
    accessDenied: ["UnauthorizedOperation", 403],
    throttled: ["RequestLimitExceeded", 503],
  },
  read: readForm,
  answer: ({ namespace = "" }, { operation, requestId }, output) =>
    xml(
      200,
      requestId,
      `<${operation.name}Response xmlns="${namespace}"><requestId>${requestId}</requestId>${elements(output ?? {}, "item")}</${operation.name}Response>`,
    ),
  refuse: (error, requestId) =>
    xml(
      error.status,
      requestId,
      `<Response><Errors><Error>${codeAndMessage(error)}</Error></Errors><RequestID>${requestId}</RequestID></Response>`,
    ),
};

function readForm({ operations }: AwsService, { method, url, body }: WireRequest) {
  const query = url.includes("?") ? url.slice(url.indexOf("?") + 1) : "";
  const form = new URLSearchParams(method === "GET" ? query : body);
  const operation = operations.find(({ name }) => name === form.get("Action"));
  return operation && { operation, input: formInput(form) };
}

function codeAndMessage({ code, message, details }: AwsError): string {
  return `<Code>${escaped(code)}</Code><Message>${escaped(message)}</Message>${elements(details, "member")}`;
}

function xml(status: number, requestId: string, text: string): WireAnswer {
  return {
    status,
    headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${text}`,
  };
}
