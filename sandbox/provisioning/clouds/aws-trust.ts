import type { RoleBody } from "../../aws/iam/identity.ts";
import { type OidcProviderBody, oidcProviderArn } from "../../aws/iam/oidc-providers.ts";
import { trustOf } from "../../aws/iam/trust.ts";
import type { Store } from "../../store.ts";
import type { Resource } from "../../types.ts";
import { DEFENDER_AUDIENCE, DEFENDER_ISSUER } from "./defender-identity.ts";

/** Why a role does not let Defender's identity in, in words. */
export function whyNotTrusted(store: Store, account: string, role: Resource): string | undefined {
  const arn = oidcProviderArn(account, DEFENDER_ISSUER);
  const provider = store.get(arn)?.body as OidcProviderBody | undefined;
  if (!provider) return `The AWS account ${account} has no identity provider ${DEFENDER_ISSUER}.`;
  if (!provider.ClientIDList.includes(DEFENDER_AUDIENCE)) {
    return `The identity provider ${arn} does not know the audience ${DEFENDER_AUDIENCE}.`;
  }
  const { AssumeRolePolicyDocument } = role.body as RoleBody;
  const trust = trustOf(
    AssumeRolePolicyDocument,
    { kind: "Federated", own: [arn], account: [] },
    "sts:AssumeRoleWithWebIdentity",
    { [`${provider.Url}:aud`]: DEFENDER_AUDIENCE, "aws:FederatedProvider": arn },
  );
  if (trust.decision === "allowed") return undefined;
  return `The trust policy of ${role.id} does not let ${arn} assume it.`;
}
