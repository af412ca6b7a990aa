import { z } from "zod";
import { checked, generatedName, iam, withoutUndefined } from "./iam-calls.ts";
import type { Properties, ResourceKind } from "./resource-kind.ts";

const Document = z.record(z.string(), z.unknown());

const InlinePolicy = z.strictObject({
  PolicyName: z.string(),
  PolicyDocument: Document,
  Roles: z.array(z.string()).default([]),
  Users: z.array(z.string()).default([]),
});

const ManagedPolicy = z.strictObject({
  ManagedPolicyName: z.string().optional(),
  Path: z.string().default("/"),
  Description: z.string().optional(),
  PolicyDocument: Document,
  Roles: z.array(z.string()).default([]),
  Users: z.array(z.string()).default([]),
});

type Holders = Pick<z.infer<typeof InlinePolicy>, "Roles" | "Users">;

/** Does something to every role and user that a policy is given to. */
function eachHolder(
  { Roles, Users }: Holders,
  act: (kind: "Role" | "User", of: Properties) => void,
) {
  for (const RoleName of Roles) act("Role", { RoleName });
  for (const UserName of Users) act("User", { UserName });
}

export const INLINE_POLICY_KIND: ResourceKind = {
  replaces: (before, after) => before.PolicyName !== after.PolicyName,
  create(site, properties) {
    const { PolicyName, PolicyDocument, ...holders } = checked(InlinePolicy, properties);
    const text = JSON.stringify(PolicyDocument);
    eachHolder(holders, (kind, of) =>
      iam(site, `Put${kind}Policy`, { ...of, PolicyName, PolicyDocument: text }),
    );
    return { PhysicalResourceId: PolicyName, attributes: {} };
  },
  update(site, made, properties, before) {
    this.delete(site, made, before);
    return this.create(site, properties);
  },
  delete(site, _made, properties) {
    const { PolicyName, PolicyDocument: _, ...holders } = checked(InlinePolicy, properties);
    eachHolder(holders, (kind, of) => iam(site, `Delete${kind}Policy`, { ...of, PolicyName }));
  },
};

export const MANAGED_POLICY_KIND: ResourceKind = {
  replaces: (before, after) =>
    before.ManagedPolicyName !== after.ManagedPolicyName || before.Path !== after.Path,
  create(site, properties) {
    const policy = checked(ManagedPolicy, properties);
    const { Policy = {} } = iam(
      site,
      "CreatePolicy",
      withoutUndefined({
        PolicyName: policy.ManagedPolicyName ?? generatedName(site),
        Path: policy.Path,
        Description: policy.Description,
        PolicyDocument: JSON.stringify(policy.PolicyDocument),
      }),
    );
    const PolicyArn = String(Policy.Arn);
    eachHolder(policy, (kind, of) => iam(site, `Attach${kind}Policy`, { ...of, PolicyArn }));
    return { PhysicalResourceId: PolicyArn, attributes: { PolicyArn } };
  },
  update(site, made, properties, before) {
    const PolicyArn = made.PhysicalResourceId;
    const wanted = checked(ManagedPolicy, properties);
    const { Policy = {} } = iam(site, "GetPolicy", { PolicyArn });
    const PolicyDocument = JSON.stringify(wanted.PolicyDocument);
    iam(site, "CreatePolicyVersion", { PolicyArn, PolicyDocument, SetAsDefault: "true" });
    iam(site, "DeletePolicyVersion", { PolicyArn, VersionId: Policy.DefaultVersionId });
    eachHolder(checked(ManagedPolicy, before), (kind, of) =>
      iam(site, `Detach${kind}Policy`, { ...of, PolicyArn }),
    );
    eachHolder(wanted, (kind, of) => iam(site, `Attach${kind}Policy`, { ...of, PolicyArn }));
    return made;
  },
  delete(site, { PhysicalResourceId: PolicyArn }, properties) {
    eachHolder(checked(ManagedPolicy, properties), (kind, of) =>
      iam(site, `Detach${kind}Policy`, { ...of, PolicyArn }),
    );
    iam(site, "DeletePolicy", { PolicyArn });
  },
};
