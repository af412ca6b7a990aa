import type { Store } from "../../store.ts";
import type { Resource } from "../../types.ts";
import { type PolicyDocument, storedPolicy } from "../policy/document.ts";
import { managedPolicy } from "./managed-policies.ts";

export const USER = "aws/iam/user";
export const ROLE = "aws/iam/role";
export const POLICY = "aws/iam/policy";
export const ACCESS_KEY = "aws/iam/access-key";
export const OIDC_PROVIDER = "aws/iam/oidc-provider";

/** What a user and a role have in common, as the body of their rows. */
export interface IdentityBody {
  [name: string]: unknown;
  Path: string;
  CreateDate: string;
  Tags: readonly { Key: string; Value: string }[];
  /** Documents of inline policies, by their names. */
  inline: Readonly<Record<string, unknown>>;
  /** ARNs of managed policies. */
  attached: readonly string[];
}

export interface RoleBody extends IdentityBody {
  RoleId: string;
  AssumeRolePolicyDocument: unknown;
  Description?: string;
  MaxSessionDuration: number;
}

export interface UserBody extends IdentityBody {
  UserId: string;
}

/** The two kinds of identities that hold policies, as IAM's operations spell them. */
export type IdentityKind = "Role" | "User";

const TYPES = { Role: ROLE, User: USER } as const;

/** A role or user by its name, which is unique in the account whatever its path is. */
export function identityNamed(
  store: Store,
  kind: IdentityKind,
  account: string,
  name: string,
): Resource | undefined {
  const direct = store.get(arnOf(kind, account, name));
  if (direct) return direct;
  const wanted = name.toLowerCase();
  const all = store.scan({ types: [TYPES[kind]], subscriptions: [account] });
  return [...all].find((candidate) => candidate.name.toLowerCase() === wanted);
}

/** The ARN that a role or user of this name has, or would get. */
export function arnOf(kind: IdentityKind, account: string, name: string, path = "/"): string {
  return `arn:aws:iam::${account}:${kind.toLowerCase()}${path}${name}`;
}

/** All identity policies of a user or role, inline and attached ones. */
export function policiesOf(store: Store, identityArn: string): PolicyDocument[] {
  const body = store.get(identityArn)?.body as IdentityBody | undefined;
  if (!body) return [];
  const attached = body.attached.flatMap((arn) => documentOf(store, arn) ?? []);
  return [...Object.values(body.inline), ...attached].map(storedPolicy);
}

/** The document in force of a managed policy, the account's own or one of AWS. */
export function documentOf(store: Store, policyArn: string): unknown {
  const own = store.get(policyArn)?.body as { versions: PolicyVersion[] } | undefined;
  if (own) return own.versions.find(({ IsDefaultVersion }) => IsDefaultVersion)?.document;
  return managedPolicy(policyArn)?.document;
}

export interface PolicyVersion {
  VersionId: string;
  IsDefaultVersion: boolean;
  CreateDate: string;
  document: unknown;
}
