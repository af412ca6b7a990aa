import { z } from "zod";
import { checked, generatedName, iam, withoutUndefined } from "./iam-calls.ts";
import type { ResourceKind, Site } from "./resource-kind.ts";

const Document = z.record(z.string(), z.unknown());
const Tags = z.array(z.object({ Key: z.string(), Value: z.string() })).default([]);

const Role = z.strictObject({
  RoleName: z.string().optional(),
  Path: z.string().default("/"),
  AssumeRolePolicyDocument: Document,
  Description: z.string().optional(),
  MaxSessionDuration: z.coerce.number().optional(),
  ManagedPolicyArns: z.array(z.string()).default([]),
  Policies: z
    .array(z.strictObject({ PolicyName: z.string(), PolicyDocument: Document }))
    .default([]),
  Tags,
});

const Provider = z.strictObject({
  Url: z.string(),
  ClientIdList: z.array(z.string()).default([]),
  ThumbprintList: z.array(z.string()).default([]),
  Tags,
});

/** Makes a role's policies what the template says, whatever they were. */
function givePolicies(
  site: Site,
  RoleName: string,
  wanted: z.infer<typeof Role>,
  before?: z.infer<typeof Role>,
): void {
  const names = new Set(wanted.Policies.map(({ PolicyName }) => PolicyName));
  for (const { PolicyName } of before?.Policies ?? []) {
    if (!names.has(PolicyName)) iam(site, "DeleteRolePolicy", { RoleName, PolicyName });
  }
  for (const PolicyArn of before?.ManagedPolicyArns ?? []) {
    if (!wanted.ManagedPolicyArns.includes(PolicyArn)) {
      iam(site, "DetachRolePolicy", { RoleName, PolicyArn });
    }
  }
  for (const { PolicyName, PolicyDocument } of wanted.Policies) {
    const text = JSON.stringify(PolicyDocument);
    iam(site, "PutRolePolicy", { RoleName, PolicyName, PolicyDocument: text });
  }
  for (const PolicyArn of wanted.ManagedPolicyArns) {
    if (before?.ManagedPolicyArns.includes(PolicyArn)) continue;
    iam(site, "AttachRolePolicy", { RoleName, PolicyArn });
  }
}

export const ROLE_KIND: ResourceKind = {
  replaces: (before, after) => before.RoleName !== after.RoleName || before.Path !== after.Path,
  create(site, properties) {
    const role = checked(Role, properties);
    const { AssumeRolePolicyDocument: trust, Path, Description, MaxSessionDuration, Tags } = role;
    const RoleName = role.RoleName ?? generatedName(site);
    const answer = iam(
      site,
      "CreateRole",
      withoutUndefined({
        RoleName,
        Path,
        Description,
        MaxSessionDuration,
        Tags,
        AssumeRolePolicyDocument: JSON.stringify(trust),
      }),
    );
    givePolicies(site, RoleName, role);
    const { Arn, RoleId } = answer.Role ?? {};
    return { PhysicalResourceId: RoleName, attributes: { Arn, RoleId } };
  },
  update(site, made, properties, before) {
    const role = checked(Role, properties);
    const old = checked(Role, before);
    const RoleName = made.PhysicalResourceId;
    const text = JSON.stringify(role.AssumeRolePolicyDocument);
    iam(site, "UpdateAssumeRolePolicy", { RoleName, PolicyDocument: text });
    iam(site, "UpdateRole", {
      RoleName,
      Description: role.Description ?? "",
      MaxSessionDuration: role.MaxSessionDuration ?? 3600,
    });
    givePolicies(site, RoleName, role, old);
    const kept = new Set(role.Tags.map(({ Key }) => Key));
    const gone = old.Tags.map(({ Key }) => Key).filter((key) => !kept.has(key));
    if (gone.length > 0) iam(site, "UntagRole", { RoleName, TagKeys: gone });
    if (role.Tags.length > 0) iam(site, "TagRole", { RoleName, Tags: role.Tags });
    return made;
  },
  delete(site, made, properties) {
    const RoleName = made.PhysicalResourceId;
    const role = checked(Role, properties);
    givePolicies(site, RoleName, { ...role, Policies: [], ManagedPolicyArns: [] }, role);
    iam(site, "DeleteRole", { RoleName });
  },
};

export const OIDC_PROVIDER_KIND: ResourceKind = {
  replaces: (before, after) => before.Url !== after.Url,
  create(site, properties) {
    const { ClientIdList, ...provider } = checked(Provider, properties);
    const answer = iam(site, "CreateOpenIDConnectProvider", {
      ...provider,
      ClientIDList: ClientIdList,
    });
    const arn = String(answer.OpenIDConnectProviderArn);
    return { PhysicalResourceId: arn, attributes: { Arn: arn } };
  },
  update(site, made, properties, before) {
    const wanted = checked(Provider, properties);
    const old = checked(Provider, before);
    const of = { OpenIDConnectProviderArn: made.PhysicalResourceId };
    for (const ClientID of old.ClientIdList.filter((one) => !wanted.ClientIdList.includes(one))) {
      iam(site, "RemoveClientIDFromOpenIDConnectProvider", { ...of, ClientID });
    }
    for (const ClientID of wanted.ClientIdList.filter((one) => !old.ClientIdList.includes(one))) {
      iam(site, "AddClientIDToOpenIDConnectProvider", { ...of, ClientID });
    }
    const { ThumbprintList } = wanted;
    iam(site, "UpdateOpenIDConnectProviderThumbprint", { ...of, ThumbprintList });
    return made;
  },
  delete(site, { PhysicalResourceId }) {
    iam(site, "DeleteOpenIDConnectProvider", { OpenIDConnectProviderArn: PhysicalResourceId });
  },
};
