import { z } from "zod";
import type { Store } from "../../store.ts";
import { type AwsCall, type AwsOperation, operation } from "../operation.ts";
import { parsedPolicy } from "../policy/document.ts";
import { uniqueId } from "../session.ts";
import { alreadyExists, deleteConflict, limitExceeded, noSuchEntity } from "./errors.ts";
import { type IdentityBody, POLICY, type PolicyVersion, ROLE, USER } from "./identity.ts";
import { Paged, Path, PolicyName, page, policyText, Tags } from "./inputs.ts";
import { managedPolicies, managedPolicy } from "./managed-policies.ts";

const MOST_VERSIONS = 5;

interface PolicyBody {
  [name: string]: unknown;
  PolicyId: string;
  Path: string;
  Description?: string;
  CreateDate: string;
  Tags: readonly { Key: string; Value: string }[];
  versions: readonly PolicyVersion[];
  /** The highest number that a version ever had. */
  latest: number;
}

const Arn = z.object({ PolicyArn: z.string() });
const byArn = ({ input }: AwsCall<{ PolicyArn: string }>) => input.PolicyArn;

function ownPolicy({ kernel, account, input }: AwsCall<{ PolicyArn: string }>): PolicyBody {
  const found = kernel.store.get(input.PolicyArn);
  if (found?.type === POLICY && found.subscriptionId === account) return found.body as PolicyBody;
  throw noSuchEntity(`Policy ${input.PolicyArn} was not found.`);
}

function rewritePolicy(
  { kernel, input }: AwsCall<{ PolicyArn: string }>,
  changes: Partial<PolicyBody>,
): void {
  const found = kernel.store.get(input.PolicyArn);
  if (found) {
    kernel.store.put({ ...found, body: { ...found.body, ...changes } }, kernel.clock.now());
  }
}

function described(store: Store, arn: string, body: PolicyBody) {
  return {
    PolicyName: arn.split("/").at(-1),
    PolicyId: body.PolicyId,
    Arn: arn,
    Path: body.Path,
    DefaultVersionId: body.versions.find(({ IsDefaultVersion }) => IsDefaultVersion)?.VersionId,
    AttachmentCount: attachments(store, arn),
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    Description: body.Description,
    CreateDate: body.CreateDate,
    UpdateDate: body.versions.at(-1)?.CreateDate,
  };
}

/** AWS's own policies have one version here, and as old as the oldest of them. */
const AWS_DATE = "2015-02-06T18:39:46Z";

function describedManaged(store: Store, arn: string) {
  const known = managedPolicy(arn);
  if (!known) return undefined;
  const { document, policyId: PolicyId, description: Description } = known;
  const versions = [{ VersionId: "v1", IsDefaultVersion: true, CreateDate: AWS_DATE, document }];
  const body = { PolicyId, Path: "/", Description, CreateDate: AWS_DATE, Tags: [], latest: 1 };
  return { ...described(store, arn, { ...body, versions }), versions };
}

function attachments(store: Store, arn: string): number {
  return [...store.scan({ types: [ROLE, USER] })].filter(({ body }) =>
    (body as IdentityBody).attached.includes(arn),
  ).length;
}

function versionsOf(call: AwsCall<{ PolicyArn: string }>): readonly PolicyVersion[] {
  const managed = describedManaged(call.kernel.store, call.input.PolicyArn);
  return managed?.versions ?? ownPolicy(call).versions;
}

const READING: readonly AwsOperation[] = [
  operation({
    name: "GetPolicy",
    input: Arn,
    resource: byArn,
    run: (call) => {
      const { store } = call.kernel;
      const managed = describedManaged(store, call.input.PolicyArn);
      if (managed) return { Policy: { ...managed, versions: undefined } };
      const body = ownPolicy(call);
      return { Policy: { ...described(store, call.input.PolicyArn, body), Tags: body.Tags } };
    },
  }),
  operation({
    name: "GetPolicyVersion",
    input: Arn.extend({ VersionId: z.string() }),
    resource: byArn,
    run: (call) => {
      const found = versionsOf(call).find(({ VersionId }) => VersionId === call.input.VersionId);
      if (!found) {
        throw noSuchEntity(
          `Policy ${call.input.PolicyArn} version ${call.input.VersionId} does not exist or is not attachable.`,
        );
      }
      const { document, ...version } = found;
      return { PolicyVersion: { Document: policyText(document), ...version } };
    },
  }),
  operation({
    name: "ListPolicyVersions",
    input: Arn.extend(Paged),
    resource: byArn,
    run: (call) => {
      const versions = versionsOf(call).map(({ document: _, ...version }) => version);
      const { items, ...rest } = page(versions, call.input);
      return { Versions: items, ...rest };
    },
  }),
  operation({
    name: "ListPolicies",
    input: z.object({ ...Paged, Scope: z.enum(["All", "AWS", "Local"]).default("All") }),
    run: ({ kernel: { store }, account, input }) => {
      const own = [...store.scan({ types: [POLICY], subscriptions: [account] })].map(
        ({ id, body }) => described(store, id, body as PolicyBody),
      );
      const managed = managedPolicies().map(({ arn }) => ({
        ...describedManaged(store, arn),
        versions: undefined,
      }));
      const all = [
        ...(input.Scope === "AWS" ? [] : own),
        ...(input.Scope === "Local" ? [] : managed),
      ];
      const { items, ...rest } = page(all, input);
      return { Policies: items, ...rest };
    },
  }),
];

const WRITING: readonly AwsOperation[] = [
  operation({
    name: "CreatePolicy",
    input: z.object({
      PolicyName,
      Path: Path.default("/"),
      PolicyDocument: z.string(),
      Description: z.string().max(1000).optional(),
      Tags: Tags.default([]),
    }),
    resource: ({ account, input }) => policyArn(account, input),
    changes: true,
    run: ({ kernel, account, input }) => {
      const arn = policyArn(account, input);
      if (kernel.store.get(arn)) {
        throw alreadyExists(
          `A policy called ${input.PolicyName} already exists. Duplicate names are not allowed.`,
        );
      }
      const document = parsedPolicy(input.PolicyDocument, "identity");
      const now = kernel.clock.now();
      const CreateDate = new Date(now).toISOString();
      const body: PolicyBody = {
        PolicyId: `ANPA${uniqueId()}`,
        Path: input.Path,
        ...(input.Description !== undefined && { Description: input.Description }),
        CreateDate,
        Tags: input.Tags,
        versions: [{ VersionId: "v1", IsDefaultVersion: true, CreateDate, document }],
        latest: 1,
      };
      const row = { id: arn, type: POLICY, name: input.PolicyName, subscriptionId: account, body };
      kernel.store.put(row, now);
      return { Policy: described(kernel.store, arn, body) };
    },
  }),
  operation({
    name: "CreatePolicyVersion",
    input: Arn.extend({
      PolicyDocument: z.string(),
      SetAsDefault: z.enum(["true", "false"]).default("false"),
    }),
    resource: byArn,
    changes: true,
    run: (call) => {
      const body = ownPolicy(call);
      if (body.versions.length >= MOST_VERSIONS) {
        throw limitExceeded(
          "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.",
        );
      }
      const isDefault = call.input.SetAsDefault === "true";
      const version: PolicyVersion = {
        VersionId: `v${body.latest + 1}`,
        IsDefaultVersion: isDefault,
        CreateDate: new Date(call.kernel.clock.now()).toISOString(),
        document: parsedPolicy(call.input.PolicyDocument, "identity"),
      };
      const before = body.versions.map((one) =>
        isDefault ? { ...one, IsDefaultVersion: false } : one,
      );
      rewritePolicy(call, { versions: [...before, version], latest: body.latest + 1 });
      const { document: _, ...answered } = version;
      return { PolicyVersion: answered };
    },
  }),
  operation({
    name: "DeletePolicyVersion",
    input: Arn.extend({ VersionId: z.string() }),
    resource: byArn,
    changes: true,
    run: (call) => {
      const { versions } = ownPolicy(call);
      const { VersionId: wanted } = call.input;
      if (versions.some((one) => one.IsDefaultVersion && one.VersionId === wanted)) {
        throw deleteConflict("Cannot delete the default version of a policy.");
      }
      rewritePolicy(call, { versions: versions.filter(({ VersionId }) => VersionId !== wanted) });
      return {};
    },
  }),
  operation({
    name: "DeletePolicy",
    input: Arn,
    resource: byArn,
    changes: true,
    run: (call) => {
      const { versions } = ownPolicy(call);
      const { store, clock } = call.kernel;
      if (attachments(store, call.input.PolicyArn) > 0) {
        throw deleteConflict("Cannot delete a policy attached to entities.");
      }
      if (versions.length > 1) {
        throw deleteConflict(
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
        );
      }
      store.delete(call.input.PolicyArn, clock.now());
      return {};
    },
  }),
];

function policyArn(account: string, input: { Path: string; PolicyName: string }): string {
  return `arn:aws:iam::${account}:policy${input.Path}${input.PolicyName}`;
}

export const POLICY_OPERATIONS: readonly AwsOperation[] = [...READING, ...WRITING];
