import { federatedIdentity, portalToken } from "../azure/portal-token.ts";
import { type ConnectorAccess, type ConnectorRules, PORTAL_ROLES } from "../connectors.ts";
import { CloudFault } from "../faults.ts";
import { roleArn } from "./arn.ts";
import { clientOf } from "./clients.ts";

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiration: Date;
}

/** Credentials are asked for anew when so little of their life is left. */
const EARLY_MS = 5 * 60_000;
/** The first role is only the way to the second one: AWS's shortest session. */
const ON_THE_WAY_SECONDS = 900;

/** So many sessions are kept; the oldest goes first. */
const KEPT_MAX = 1_000;
/** By connector and session name; the same promise for all who ask at once. */
const known = new Map<string, Promise<Credentials>>();

/**
 * The credentials of the connector's role, as the person or as discovery. `afresh`: those that are kept are left
 * aside, so that it is seen whether the doors are open now.
 */
export async function credentialsOf(
  access: ConnectorAccess,
  rules: ConnectorRules,
  region: string,
  afresh = false,
): Promise<Credentials> {
  const key = keyOf(access, rules);
  const kept = afresh ? undefined : await known.get(key);
  if (kept && kept.expiration.getTime() - EARLY_MS > Date.now()) return kept;
  const fresh = comeIn(access, rules, region);
  known.delete(key);
  known.set(key, fresh);
  fresh.catch(() => known.delete(key));
  const [oldest] = known.keys();
  if (oldest && known.size > KEPT_MAX) known.delete(oldest);
  return fresh;
}

/** Forgets credentials that AWS takes no more. */
export function forgetCredentials(access: ConnectorAccess, rules: ConnectorRules): void {
  known.delete(keyOf(access, rules));
}

function keyOf(access: ConnectorAccess, { sessionName }: ConnectorRules): string {
  return JSON.stringify([access.hierarchyId, access.connectorId, access.externalId, sessionName]);
}

/**
 * By the portal's token into the first role, and from there, with the ExternalId, into the second: AWS asks for an
 * ExternalId only where one role takes another.
 * Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html (as far as known)
 */
async function comeIn(
  access: ConnectorAccess,
  rules: ConnectorRules,
  region: string,
): Promise<Credentials> {
  const RoleSessionName = sessionNameOf(rules.sessionName);
  const token = await portalToken();
  const account = access.hierarchyId;
  const door = await clientOf("sts", { ...rules, region, account });
  const first = roleArn(account, PORTAL_ROLES.access);
  const entered = await door
    .assumeRoleWithWebIdentity({
      RoleArn: first,
      RoleSessionName,
      WebIdentityToken: token,
      DurationSeconds: ON_THE_WAY_SECONDS,
    })
    .catch(async (error) => {
      throw await refusedFirst(error, first);
    });
  const credentials = async () => credentialsIn(entered);
  const inside = await clientOf("sts", { ...rules, region, account, credentials });
  const second = roleArn(account, PORTAL_ROLES.containers);
  return credentialsIn(
    await inside
      .assumeRole({ RoleArn: second, RoleSessionName, ExternalId: access.externalId })
      .catch((error) => {
        throw refusedSecond(error, second);
      }),
  );
}

function credentialsIn({ Credentials: given }: { Credentials?: Given | undefined }): Credentials {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = given ?? {};
  if (!(AccessKeyId && SecretAccessKey && SessionToken && Expiration)) {
    throw new CloudFault({
      kind: "rejected",
      code: "NoCredentials",
      message: "AWS opened the role and gave no credentials.",
      status: 200,
      requestId: null,
    });
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
  };
}

interface Given {
  AccessKeyId?: string | undefined;
  SecretAccessKey?: string | undefined;
  SessionToken?: string | undefined;
  Expiration?: Date | undefined;
}

async function refusedFirst(error: unknown, role: string): Promise<unknown> {
  if (!(error instanceof CloudFault) || error.kind !== "forbidden") return error;
  const { issuer, audience, subject } = await federatedIdentity();
  return inWords(
    error,
    role,
    `Look whether the template is applied in this account, and whether the account's identity provider and the role's trust policy name this portal: issuer ${issuer}, audience ${audience}, subject ${subject}.`,
  );
}

function refusedSecond(error: unknown, role: string): unknown {
  if (!(error instanceof CloudFault) || error.kind !== "forbidden") return error;
  return inWords(
    error,
    role,
    `The portal came as far as ${PORTAL_ROLES.access}. Look whether the template is applied in this account with the ExternalId of this very connector: the role opens to no other.`,
  );
}

function inWords(fault: CloudFault, role: string, look: string): CloudFault {
  const message = `The portal could not take the role ${role}. ${look} AWS says: ${fault.message}`;
  return new CloudFault({ ...fault.record(), message }, { cause: fault });
}

/** Letters, digits and `_+=,.@-`, two to 64 of them: all that AWS takes as the name of a session. */
export function sessionNameOf(userName: string): string {
  return userName
    .replace(/[^\w+=,.@-]/g, "-")
    .slice(0, 64)
    .padEnd(2, "-");
}
