import type { IdentityPoolClient } from "google-auth-library";
import { config } from "../../config.ts";
import { portalToken } from "../azure/portal-token.ts";
import type { ConnectorAccess } from "../cloud.ts";
import { PORTAL_ACCOUNT } from "../connectors.ts";
import { CloudFault } from "../faults.ts";
import { faultOf } from "./fault-of.ts";
import { portalEmail, providerOf } from "./names.ts";

const EXCHANGE_TIMEOUT_MS = 30_000;

/** The address of one of Google's services. */
export function addressOf(service: string): string {
  return config().google.endpoint ?? `https://${service}.googleapis.com`;
}

/** A client for each project, in which the library keeps its token until shortly before its end. */
const clients = new Map<string, IdentityPoolClient>();

/** Forgets the token for a project, so that the next call comes in anew. */
export function forgetToken(access: ConnectorAccess): void {
  clients.delete(keyOf(access));
}

/** Whether a token for the project was asked for before. */
export function hasToken(access: ConnectorAccess): boolean {
  return clients.has(keyOf(access));
}

/**
 * The portal as a project's service account: its token of Entra ID is exchanged for one of Google's Security Token
 * Service, and that for one of the service account. Throws a CloudFault that says what stands in the way.
 */
export async function cameIn(
  access: ConnectorAccess,
): Promise<{ client: IdentityPoolClient; authorization: string }> {
  const key = keyOf(access);
  const client = clients.get(key) ?? (await newClient(access));
  try {
    const headers = await inTime(client.getRequestHeaders());
    clients.set(key, client);
    return { client, authorization: headers.get("authorization") ?? "" };
  } catch (error) {
    throw explained(faultOf(error), access);
  }
}

async function newClient(access: ConnectorAccess): Promise<IdentityPoolClient> {
  const { IdentityPoolClient } = await import("google-auth-library");
  const account = encodeURIComponent(portalEmail(access));
  return new IdentityPoolClient({
    type: "external_account",
    audience: providerOf(access),
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
    token_url: `${addressOf("sts")}/v1/token`,
    service_account_impersonation_url: `${addressOf("iamcredentials")}/v1/projects/-/serviceAccounts/${account}:generateAccessToken`,
    subject_token_supplier: { getSubjectToken: portalToken },
  });
}

/** The library waits for ever where nothing answers. */
async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const message = "Google did not answer when the portal asked to come in.";
      const status = { status: 0, requestId: null };
      reject(new CloudFault({ kind: "unreachable", code: "NoAnswer", message, ...status }));
    }, EXCHANGE_TIMEOUT_MS);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

/** What each refusal at the door means, and what helps. The first that fits is said. */
const REFUSALS: readonly [
  code: string,
  words: RegExp,
  means: (access: ConnectorAccess) => string,
][] = [
  [
    "invalid_target",
    /./,
    ({ projectId }) =>
      `The project ${projectId} has no workload identity pool ${PORTAL_ACCOUNT.pool} with a provider ${PORTAL_ACCOUNT.pool} that is switched on: run the connector's script in this project.`,
  ],
  [
    "invalid_grant",
    /audience/i,
    ({ projectId }) =>
      `The provider ${PORTAL_ACCOUNT.pool} of the project ${projectId} allows another audience than this portal's: it was made for another portal, or by an older script. Run the connector's script again.`,
  ],
  [
    "invalid_grant",
    /issuer in/i,
    ({ projectId }) =>
      `The provider ${PORTAL_ACCOUNT.pool} of the project ${projectId} trusts another issuer than this portal's: it was made for another tenant. Run the connector's script again.`,
  ],
  [
    "invalid_grant",
    /./,
    () => "Google does not accept the token by which the portal shows itself.",
  ],
  [
    "unauthorized_client",
    /./,
    ({ projectId }) =>
      `The condition of the provider ${PORTAL_ACCOUNT.pool} of the project ${projectId} keeps this portal out.`,
  ],
  [
    "IAM_PERMISSION_DENIED",
    /getAccessToken|may not exist/,
    (access) =>
      `The service account ${portalEmail(access)} is missing, or does not grant roles/iam.workloadIdentityUser to this portal: run the connector's script in this project.`,
  ],
];

function explained(fault: Error, access: ConnectorAccess): Error {
  if (!(fault instanceof CloudFault)) return fault;
  const code = fault.code === "PERMISSION_DENIED" ? "IAM_PERMISSION_DENIED" : fault.code;
  const found = REFUSALS.find(([known, words]) => known === code && words.test(fault.message));
  if (!found) return fault;
  const message = `${found[2](access)} Google says: ${fault.message}`;
  return new CloudFault({ ...fault.record(), message }, { cause: fault });
}

function keyOf({ hierarchyId, projectId }: ConnectorAccess): string {
  return `${hierarchyId} ${projectId}`;
}
