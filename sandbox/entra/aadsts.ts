import { randomUUID } from "node:crypto";

/** An error of the token endpoint as Entra ID writes it. */
export interface EntraError {
  status: number;
  body: {
    error: string;
    error_description: string;
    error_codes: number[];
    timestamp: string;
    trace_id: string;
    correlation_id: string;
  };
}

/** Codes and what they stand for: https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
function entraError(status: number, error: string, code: number, message: string): EntraError {
  const trace = randomUUID();
  const correlation = randomUUID();
  const timestamp = new Date().toISOString().replace("T", " ").replace(/\.\d+/, "");
  return {
    status,
    body: {
      error,
      error_description: `AADSTS${code}: ${message} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
      error_codes: [code],
      timestamp,
      trace_id: trace,
      correlation_id: correlation,
    },
  };
}

export function tenantNotFound(tenant: string): EntraError {
  return entraError(
    400,
    "invalid_request",
    90002,
    `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
  );
}

/** What oidc-provider says of a refused token request. */
export interface Refusal {
  error: string;
  /** The description and the internal detail, together. */
  text: string;
  clientId: string;
  clientIsKnown: boolean;
}

interface Translation {
  when: (refusal: Refusal) => boolean;
  status: number;
  error: string;
  code: number;
  message: (refusal: Refusal) => string;
}

/** The first that fits tells how Entra ID would have refused. */
const TRANSLATIONS: readonly Translation[] = [
  {
    when: ({ error, clientIsKnown }) => error === "invalid_client" && !clientIsKnown,
    status: 400,
    error: "unauthorized_client",
    code: 700016,
    message: ({ clientId }) =>
      `Application with identifier '${clientId}' was not found in the directory.`,
  },
  {
    when: ({ error }) => error === "invalid_client",
    status: 401,
    error: "invalid_client",
    code: 7000215,
    message: ({ clientId }) =>
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
  },
  {
    when: ({ error, text }) => error === "invalid_grant" && /PKCE|code_verifier/i.test(text),
    status: 400,
    error: "invalid_grant",
    code: 501481,
    message: () =>
      "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
  },
  {
    when: ({ error, text }) => error === "invalid_grant" && /already consumed/i.test(text),
    status: 400,
    error: "invalid_grant",
    code: 54005,
    message: () =>
      "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
  },
  {
    when: ({ error }) => error === "invalid_grant",
    status: 400,
    error: "invalid_grant",
    code: 70008,
    message: ({ text }) =>
      `The provided authorization code or refresh token has expired, was revoked or is not valid (${text}).`,
  },
  {
    when: ({ error }) => ["invalid_scope", "invalid_target"].includes(error),
    status: 400,
    error: "invalid_scope",
    code: 70011,
    message: ({ text }) =>
      `The provided request must include a 'scope' input parameter. The provided value is not valid (${text}).`,
  },
  {
    when: ({ error }) => error === "unsupported_grant_type",
    status: 400,
    error: "unsupported_grant_type",
    code: 70003,
    message: () => "The app requested an unsupported grant type.",
  },
];

/** The refusal in Entra ID's words. */
export function translated(refusal: Refusal): EntraError {
  const found = TRANSLATIONS.find(({ when }) => when(refusal));
  if (!found) return entraError(400, refusal.error, 90014, refusal.text);
  return entraError(found.status, found.error, found.code, found.message(refusal));
}
