import { AwsError } from "../aws-error.ts";
import type { AwsOperation } from "../operation.ts";
import type { CommonErrors, Protocol, WireAnswer } from "./protocol.ts";

const JSON_ERRORS: CommonErrors = {
  missingToken: ["MissingAuthenticationTokenException", 403],
  unknownKey: ["UnrecognizedClientException", 403],
  wrongSignature: ["InvalidSignatureException", 403],
  expiredToken: ["ExpiredTokenException", 403],
  accessDenied: ["AccessDeniedException", 403],
  throttled: ["ThrottlingException", 429],
  unknownOperation: ["UnknownOperationException", 404],
  internal: ["ServerException", 500],
};

/** EKS: https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html */
export const restJson1: Protocol = {
  errors: JSON_ERRORS,
  read(service, { method, url, body }) {
    const [path = "/", query = ""] = url.split("?");
    for (const operation of service.operations) {
      const params = paramsOf(operation, method, path);
      if (params) {
        return { operation, input: { ...queryInput(query), ...jsonInput(body), ...params } };
      }
    }
    return undefined;
  },
  answer: (_service, { requestId }, output) => json(200, requestId, output ?? {}),
  refuse: ({ status, code, message, details }, requestId) =>
    json(status, requestId, { message, ...details }, { "x-amzn-errortype": code }),
};

/** CloudWatch Logs and Organizations, which answer every mistake of the client with 400. */
export const awsJson: Protocol = {
  errors: Object.fromEntries(
    Object.entries(JSON_ERRORS).map(([name, [code, status]]) => [
      name,
      [code, Math.min(status, status < 500 ? 400 : status)],
    ]),
  ) as unknown as CommonErrors,
  read({ operations, namespace }, { headers, body }) {
    const [prefix, wanted] = String(headers["x-amz-target"] ?? "").split(".");
    const operation =
      prefix === namespace ? operations.find(({ name }) => name === wanted) : undefined;
    return operation && { operation, input: jsonInput(body) };
  },
  answer: (_service, { requestId }, output) => json11(200, requestId, output ?? {}),
  refuse: ({ status, code, message, details }, requestId) =>
    json11(status, requestId, { __type: code, message, ...details }),
};

/** The values of the placeholders of `GET /clusters/{name}`; an ARN in the path arrives percent-encoded. */
function paramsOf(
  { http = "" }: AwsOperation,
  method: string,
  path: string,
): Record<string, string> | undefined {
  const [wantedMethod, template = ""] = http.split(" ");
  const wanted = template.split("/");
  const given = path.replace(/\/+$/, "").split("/");
  if (wantedMethod !== method || wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [place, part] of wanted.entries()) {
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    const value = given[place] ?? "";
    if (name === undefined && part !== value) return undefined;
    if (name !== undefined) params[name] = decoded(value);
  }
  return params;
}

/** What is given once is a text, what is given several times a list. */
function queryInput(query: string): Record<string, unknown> {
  const parameters = new URLSearchParams(query);
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => {
      const values = parameters.getAll(name);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}

function jsonInput(body: string): Record<string, unknown> {
  if (body === "") return {};
  try {
    const input: unknown = JSON.parse(body);
    if (typeof input === "object" && input !== null) return { ...input };
  } catch {
    // What is no JSON is answered as what is no object.
  }
  throw new AwsError("SerializationException", "The request's body is not a JSON object.");
}

function json(
  status: number,
  requestId: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): WireAnswer {
  return {
    status,
    headers: { "content-type": "application/json", "x-amzn-requestid": requestId, ...headers },
    body: JSON.stringify(body),
  };
}

function json11(status: number, requestId: string, body: unknown): WireAnswer {
  return json(status, requestId, body, { "content-type": "application/x-amz-json-1.1" });
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
