import { z } from "zod";
import { type AwsOperation, operation } from "../operation.ts";
import { parsedPolicy } from "../policy/document.ts";
import { uniqueId } from "../session.ts";
import { alreadyExists, deleteConflict } from "./errors.ts";
import { arnOf, identityNamed, ROLE, type RoleBody } from "./identity.ts";
import {
  identityArn,
  identityOf,
  naming,
  Paged,
  Path,
  page,
  policyText,
  retagged,
  rewrite,
  Tags,
} from "./inputs.ts";
import { checkPrincipals } from "./trust.ts";

const Settings = {
  Description: z.string().max(1000).optional(),
  MaxSessionDuration: z.coerce.number().int().min(3600).max(43_200).optional(),
};

/** A role as IAM's answers have it; lists leave the tags out. */
function described(arn: string, name: string, body: RoleBody) {
  return {
    Path: body.Path,
    RoleName: name,
    RoleId: body.RoleId,
    Arn: arn,
    CreateDate: body.CreateDate,
    AssumeRolePolicyDocument: policyText(body.AssumeRolePolicyDocument),
    Description: body.Description,
    MaxSessionDuration: body.MaxSessionDuration,
  };
}

export const ROLE_OPERATIONS: readonly AwsOperation[] = [
  operation({
    name: "CreateRole",
    input: naming("Role", {
      ...Settings,
      Path: Path.default("/"),
      AssumeRolePolicyDocument: z.string(),
      Tags: Tags.default([]),
    }),
    resource: ({ account, input }) => arnOf("Role", account, input.identity, input.Path),
    changes: true,
    run: (call) => {
      const { kernel, account, input } = call;
      const { identity: name, Path: path } = input;
      if (identityNamed(kernel.store, "Role", account, name)) {
        throw alreadyExists(`Role with name ${name} already exists.`);
      }
      const trust = parsedPolicy(input.AssumeRolePolicyDocument, "trust");
      checkPrincipals(kernel.store, trust);
      const arn = arnOf("Role", account, name, path);
      const now = kernel.clock.now();
      const body: RoleBody = {
        RoleId: `AROA${uniqueId()}`,
        Path: path,
        CreateDate: new Date(now).toISOString(),
        AssumeRolePolicyDocument: trust,
        ...(input.Description !== undefined && { Description: input.Description }),
        MaxSessionDuration: input.MaxSessionDuration ?? 3600,
        Tags: input.Tags,
        inline: {},
        attached: [],
      };
      kernel.store.put({ id: arn, type: ROLE, name, subscriptionId: account, body }, now);
      return { Role: { ...described(arn, name, body), Tags: body.Tags } };
    },
  }),
  operation({
    name: "GetRole",
    input: naming("Role", {}),
    resource: (call) => identityArn("Role", call),
    run: (call) => {
      const { arn, name, body } = identityOf<RoleBody>("Role", call);
      return { Role: { ...described(arn, name, body), Tags: body.Tags, RoleLastUsed: {} } };
    },
  }),
  operation({
    name: "ListRoles",
    input: z.object({ ...Paged, PathPrefix: z.string().default("/") }),
    resource: ({ account, input }) => `arn:aws:iam::${account}:role${input.PathPrefix}`,
    run: ({ kernel, account, input }) => {
      const all = [...kernel.store.scan({ types: [ROLE], subscriptions: [account] })]
        .map(({ id, name, body }) => described(id, name, body as RoleBody))
        .filter(({ Path }) => Path.startsWith(input.PathPrefix));
      const { items, ...rest } = page(all, input);
      return { Roles: items, ...rest };
    },
  }),
  operation({
    name: "UpdateRole",
    input: naming("Role", Settings),
    resource: (call) => identityArn("Role", call),
    changes: true,
    run: (call) => {
      const { arn } = identityOf("Role", call);
      const { Description, MaxSessionDuration } = call.input;
      rewrite(call, arn, {
        ...(Description !== undefined && { Description }),
        ...(MaxSessionDuration !== undefined && { MaxSessionDuration }),
      });
      return {};
    },
  }),
  operation({
    name: "UpdateAssumeRolePolicy",
    input: naming("Role", { PolicyDocument: z.string() }),
    resource: (call) => identityArn("Role", call),
    changes: true,
    run: (call) => {
      const { arn } = identityOf("Role", call);
      const trust = parsedPolicy(call.input.PolicyDocument, "trust");
      checkPrincipals(call.kernel.store, trust);
      rewrite(call, arn, { AssumeRolePolicyDocument: trust });
      return {};
    },
  }),
  operation({
    name: "DeleteRole",
    input: naming("Role", {}),
    resource: (call) => identityArn("Role", call),
    changes: true,
    run: (call) => {
      const { arn, body } = identityOf("Role", call);
      if (body.attached.length > 0) {
        throw deleteConflict("Cannot delete entity, must detach all policies first.");
      }
      if (Object.keys(body.inline).length > 0) {
        throw deleteConflict("Cannot delete entity, must delete policies first.");
      }
      call.kernel.store.delete(arn, call.kernel.clock.now());
      return {};
    },
  }),
  operation({
    name: "TagRole",
    input: naming("Role", { Tags }),
    resource: (call) => identityArn("Role", call),
    changes: true,
    run: (call) => {
      const { arn, body } = identityOf("Role", call);
      rewrite(call, arn, { Tags: retagged(body.Tags, call.input.Tags) });
      return {};
    },
  }),
  operation({
    name: "UntagRole",
    input: naming("Role", { TagKeys: z.array(z.string()) }),
    resource: (call) => identityArn("Role", call),
    changes: true,
    run: (call) => {
      const { arn, body } = identityOf("Role", call);
      rewrite(call, arn, {
        Tags: body.Tags.filter(({ Key }) => !call.input.TagKeys.includes(Key)),
      });
      return {};
    },
  }),
  operation({
    name: "ListRoleTags",
    input: naming("Role", Paged),
    resource: (call) => identityArn("Role", call),
    run: (call) => {
      const { items, ...rest } = page(identityOf("Role", call).body.Tags, call.input);
      return { Tags: items, ...rest };
    },
  }),
];
