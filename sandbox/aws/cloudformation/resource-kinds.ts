import { AwsError } from "../aws-error.ts";
import { validationError } from "./errors.ts";
import { OIDC_PROVIDER_KIND, ROLE_KIND } from "./iam-resources.ts";
import { INLINE_POLICY_KIND, MANAGED_POLICY_KIND } from "./policy-resources.ts";
import type { ResourceKind } from "./resource-kind.ts";
import { STACK_SET_KIND } from "./stack-set-resource.ts";
import type { Template } from "./template.ts";

const KINDS: Readonly<Record<string, ResourceKind>> = {
  "AWS::IAM::Role": ROLE_KIND,
  "AWS::IAM::OIDCProvider": OIDC_PROVIDER_KIND,
  "AWS::IAM::Policy": INLINE_POLICY_KIND,
  "AWS::IAM::ManagedPolicy": MANAGED_POLICY_KIND,
  "AWS::CloudFormation::StackSet": STACK_SET_KIND,
};

/** Types that one has to acknowledge, with the property that gives them a name of one's own: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-template.html (as far as known) */
const ACKNOWLEDGED: Readonly<Record<string, string>> = {
  "AWS::IAM::Role": "RoleName",
  "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
  "AWS::IAM::Policy": "",
};

/** How resources of a type are made; `checkTypes` has refused others. */
export function kindOf(type: string): ResourceKind {
  const kind = KINDS[type];
  if (kind) return kind;
  throw validationError(`Template format error: Unrecognized resource types: [${type}]`);
}

/** @throws AwsError ValidationError where the template has a type that isn't there */
export function checkTypes({ Resources }: Template): void {
  const unknown = Object.values(Resources).flatMap(({ Type }) => (Type in KINDS ? [] : [Type]));
  if (unknown.length === 0) return;
  throw validationError(
    `Template format error: Unrecognized resource types: [${[...new Set(unknown)].join(", ")}]`,
  );
}

/** What a client has to acknowledge before the template may change who may do what. */
export function neededCapabilities({ Resources }: Template): { needed: string[]; by: string[] } {
  const made = Object.values(Resources).filter(({ Type }) => Type in ACKNOWLEDGED);
  const named = made.some(({ Type, Properties }) => (ACKNOWLEDGED[Type] ?? "") in Properties);
  const needed = named ? ["CAPABILITY_NAMED_IAM"] : made.length > 0 ? ["CAPABILITY_IAM"] : [];
  return { needed, by: [...new Set(made.map(({ Type }) => Type))] };
}

/** @throws AwsError InsufficientCapabilitiesException */
export function checkCapabilities(template: Template, given: readonly string[]): void {
  const { needed } = neededCapabilities(template);
  const has = new Set(
    given.includes("CAPABILITY_NAMED_IAM") ? [...given, "CAPABILITY_IAM"] : given,
  );
  if (needed.every((one) => has.has(one))) return;
  throw new AwsError(
    "InsufficientCapabilitiesException",
    `Requires capabilities : [${needed.join(", ")}]`,
  );
}
