import { z } from "zod";
import { decisionFor, globalContext } from "../authorization.ts";
import { AwsError } from "../aws-error.ts";
import type { RoleBody } from "../iam/identity.ts";
import { ROLE } from "../iam/identity.ts";
import { type OidcProviderBody, oidcProviderArn } from "../iam/oidc-providers.ts";
import { type Trust, trustOf } from "../iam/trust.ts";
import { type AwsCall, type AwsOperation, operation } from "../operation.ts";
import { parsedPolicy } from "../policy/document.ts";
import { openSession } from "../session.ts";
import { claimedIssuer, verifiedIdentity } from "./web-identity-token.ts";

const CHAINED_MOST_SECONDS = 3600;

const Assumed = {
  RoleArn: z.string().min(20).max(2048),
  RoleSessionName: z
    .string()
    .min(2, "Member must have length greater than or equal to 2")
    .max(64, "Member must have length less than or equal to 64")
    .regex(/^[\w+=,.@-]*$/, "Member must satisfy regular expression pattern: [\\w+=,.@-]*"),
  DurationSeconds: z.coerce.number().int().min(900).max(43_200).default(3600),
  Policy: z.string().max(2048).optional(),
};

type Input = z.infer<z.ZodObject<typeof Assumed>>;

interface Role {
  arn: string;
  account: string;
  name: string;
  body: RoleBody;
}

/** The role that is asked for; undefined where there is none, which the caller isn't told. */
function roleOf({ kernel, input }: AwsCall<Input>): Role | undefined {
  const [, account] = /^arn:aws:iam::(\d{12}):role\/[\w+=,.@/-]+$/.exec(input.RoleArn) ?? [];
  if (account === undefined) {
    throw new AwsError("ValidationError", `${input.RoleArn} is invalid`);
  }
  const found = kernel.store.get(input.RoleArn);
  if (found?.type !== ROLE) return undefined;
  return { arn: found.id, account, name: found.name, body: found.body as RoleBody };
}

/** Opens the session and says who the caller is now. */
function assumed({ kernel, input }: AwsCall<Input>, { arn, account, name, body }: Role) {
  const { RoleSessionName: sessionName, DurationSeconds } = input;
  if (DurationSeconds > body.MaxSessionDuration) {
    throw new AwsError(
      "ValidationError",
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    );
  }
  if (input.Policy !== undefined) parsedPolicy(input.Policy, "identity");
  const credentials = openSession(kernel.settings, {
    account,
    roleArn: arn,
    roleId: body.RoleId,
    sessionName,
    expiresAt: kernel.clock.now() + DurationSeconds * 1000,
    policy: input.Policy,
  });
  return {
    AssumedRoleUser: {
      AssumedRoleId: `${body.RoleId}:${sessionName}`,
      Arn: `arn:aws:sts::${account}:assumed-role/${name}/${sessionName}`,
    },
    Credentials: {
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      SessionToken: credentials.sessionToken,
      Expiration: new Date(credentials.expiresAt).toISOString().replace(/\.\d+/, ""),
    },
  };
}

const assumeRole = operation({
  name: "AssumeRole",
  input: z.object({
    ...Assumed,
    ExternalId: z
      .string()
      .min(2)
      .max(1224)
      .regex(/^[\w+=,.@:/-]*$/)
      .optional(),
  }),
  // The role's trust policy has a say in it as well, so it is judged here.
  action: null,
  run: (call) => {
    const role = roleOf(call);
    if (!role || !mayAssume(call, role)) {
      throw new AwsError(
        "AccessDenied",
        `User: ${call.principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${call.input.RoleArn}`,
        403,
      );
    }
    const chained = call.principal.kind === "AssumedRole";
    if (chained && call.input.DurationSeconds > CHAINED_MOST_SECONDS) {
      throw new AwsError(
        "ValidationError",
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
      );
    }
    return assumed(call, role);
  },
});

/**
 * The role has to trust the caller, and the caller's own policies have to allow it; in one account it is enough
 * that the role trusts the caller by name: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html
 */
function mayAssume(
  call: AwsCall<Input & { ExternalId?: string | undefined }>,
  { arn, account, body }: Role,
): boolean {
  const { kernel, principal, region, input } = call;
  const context = {
    ...globalContext(kernel, { principal, region }),
    "sts:RoleSessionName": input.RoleSessionName,
    ...(input.ExternalId !== undefined && { "sts:ExternalId": input.ExternalId }),
  };
  const trust = trustOf(body.AssumeRolePolicyDocument, trusteeOf(call), "sts:AssumeRole", context);
  const own = decisionFor(
    kernel,
    { principal },
    { action: "sts:AssumeRole", resource: arn, context },
  );
  const byNameAlone = trust.directly && principal.account === account;
  return (
    trust.decision === "allowed" && (own === "allowed" || (own === "implicitDeny" && byNameAlone))
  );
}

function trusteeOf({ principal: { arn, identityArn, account } }: AwsCall<Input>) {
  return {
    kind: "AWS" as const,
    own: [arn, identityArn],
    account: [account, `arn:aws:iam::${account}:root`],
  };
}

const assumeRoleWithWebIdentity = operation({
  name: "AssumeRoleWithWebIdentity",
  input: z.object({ ...Assumed, WebIdentityToken: z.string().min(4).max(20_000) }),
  unsigned: true,
  action: null,
  run: async (call) => {
    const { kernel, input } = call;
    const issuer = claimedIssuer(input.WebIdentityToken);
    const [, account = ""] = /^arn:aws:iam::(\d{12}):/.exec(input.RoleArn) ?? [];
    const role = roleOf(call);
    const providerArn = oidcProviderArn(account, issuer);
    const provider = kernel.store.get(providerArn)?.body as OidcProviderBody | undefined;
    if (!provider) {
      throw new AwsError(
        "InvalidIdentityToken",
        `No OpenIDConnect provider found in your account for ${issuer}`,
      );
    }
    const identity = await verifiedIdentity(input.WebIdentityToken, issuer, {
      audiences: provider.ClientIDList,
      trusted: { authority: kernel.authority, thumbprints: provider.ThumbprintList },
    });
    const about = { call, providerArn, url: provider.Url, identity };
    if (!role || trustInToken(role, about).decision !== "allowed") {
      throw new AwsError(
        "AccessDenied",
        "Not authorized to perform sts:AssumeRoleWithWebIdentity",
        403,
      );
    }
    return {
      SubjectFromWebIdentityToken: identity.subject,
      Audience: identity.audience,
      Provider: providerArn,
      ...assumed(call, role),
    };
  },
});

/** What the role's trust policy says to the holder of a token; conditions are named after the provider. */
function trustInToken(
  { body }: Role,
  {
    call,
    providerArn,
    url,
    identity,
  }: {
    call: AwsCall<Input>;
    providerArn: string;
    url: string;
    identity: { subject: string; audience: string };
  },
): Trust {
  return trustOf(
    body.AssumeRolePolicyDocument,
    { kind: "Federated", own: [providerArn], account: [] },
    "sts:AssumeRoleWithWebIdentity",
    {
      [`${url}:aud`]: identity.audience,
      [`${url}:sub`]: identity.subject,
      "sts:RoleSessionName": call.input.RoleSessionName,
      "aws:FederatedProvider": providerArn,
    },
  );
}

export const ASSUME_OPERATIONS: readonly AwsOperation[] = [assumeRole, assumeRoleWithWebIdentity];
