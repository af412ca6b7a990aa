import { z } from "zod";
import { type AwsCall, type AwsOperation, operation } from "../operation.ts";
import { accessKey, newSecret } from "../seed.ts";
import { uniqueId } from "../session.ts";
import { alreadyExists, deleteConflict, noSuchEntity } from "./errors.ts";
import { ACCESS_KEY, arnOf, identityNamed, USER, type UserBody } from "./identity.ts";
import { identityArn, identityOf, Name, naming, Paged, Path, page, Tags } from "./inputs.ts";

function described(arn: string, name: string, body: UserBody) {
  const { UserId, Path, CreateDate, Tags } = body;
  return { Path, UserName: name, UserId, Arn: arn, CreateDate, Tags };
}

/** Without a name the caller itself is meant. */
const Whom = z.object({ UserName: Name.optional() });

function whom(call: AwsCall<z.infer<typeof Whom>>): AwsCall<{ identity: string }> {
  const own = call.principal.kind === "User" ? call.principal.arn.split("/").at(-1) : "";
  return { ...call, input: { identity: call.input.UserName ?? own ?? "" } };
}

function keysOf({ kernel }: AwsCall, userArn: string) {
  return kernel.store.children(userArn).filter(({ type }) => type === ACCESS_KEY);
}

const KEYS: readonly AwsOperation[] = [
  operation({
    name: "CreateAccessKey",
    input: Whom,
    resource: (call) => identityArn("User", whom(call)),
    changes: true,
    run: (call) => {
      const { arn, name } = identityOf("User", whom(call));
      const { kernel, account } = call;
      const now = kernel.clock.now();
      const key = {
        account,
        userArn: arn,
        accessKeyId: `AKIA${uniqueId()}`,
        secretAccessKey: newSecret(),
        created: new Date(now).toISOString(),
      };
      kernel.store.put(accessKey(key), now);
      return {
        AccessKey: {
          UserName: name,
          AccessKeyId: key.accessKeyId,
          Status: "Active",
          SecretAccessKey: key.secretAccessKey,
          CreateDate: key.created,
        },
      };
    },
  }),
  operation({
    name: "ListAccessKeys",
    input: Whom.extend(Paged),
    resource: (call) => identityArn("User", whom(call)),
    run: (call) => {
      const { arn, name: UserName } = identityOf("User", whom(call));
      const keys = keysOf(call, arn).map(({ name, body: { Status, CreateDate } }) => ({
        UserName,
        AccessKeyId: name,
        Status,
        CreateDate,
      }));
      const { items, ...rest } = page(keys, call.input);
      return { AccessKeyMetadata: items, ...rest };
    },
  }),
  operation({
    name: "DeleteAccessKey",
    input: Whom.extend({ AccessKeyId: z.string() }),
    resource: (call) => identityArn("User", whom(call)),
    changes: true,
    run: (call) => {
      const { arn } = identityOf("User", whom(call));
      const { AccessKeyId } = call.input;
      const found = keysOf(call, arn).find(({ name }) => name === AccessKeyId);
      if (!found) throw noSuchEntity(`The Access Key with id ${AccessKeyId} cannot be found.`);
      call.kernel.store.delete(found.id, call.kernel.clock.now());
      return {};
    },
  }),
];

export const USER_OPERATIONS: readonly AwsOperation[] = [
  operation({
    name: "CreateUser",
    input: naming("User", { Path: Path.default("/"), Tags: Tags.default([]) }),
    resource: ({ account, input }) => arnOf("User", account, input.identity, input.Path),
    changes: true,
    run: ({ kernel, account, input }) => {
      const { identity: name, Path: path } = input;
      if (identityNamed(kernel.store, "User", account, name)) {
        throw alreadyExists(`User with name ${name} already exists.`);
      }
      const now = kernel.clock.now();
      const arn = arnOf("User", account, name, path);
      const body: UserBody = {
        UserId: `AIDA${uniqueId()}`,
        Path: path,
        CreateDate: new Date(now).toISOString(),
        Tags: input.Tags,
        inline: {},
        attached: [],
      };
      kernel.store.put({ id: arn, type: USER, name, subscriptionId: account, body }, now);
      return { User: described(arn, name, body) };
    },
  }),
  operation({
    name: "GetUser",
    input: Whom,
    resource: (call) => identityArn("User", whom(call)),
    run: (call) => {
      const { arn, name, body } = identityOf<UserBody>("User", whom(call));
      return { User: described(arn, name, body) };
    },
  }),
  operation({
    name: "ListUsers",
    input: z.object(Paged),
    resource: ({ account }) => `arn:aws:iam::${account}:user/`,
    run: ({ kernel, account, input }) => {
      const all = [...kernel.store.scan({ types: [USER], subscriptions: [account] })];
      const { items, ...rest } = page(all, input);
      const Users = items.map(({ id, name, body }) => ({
        ...described(id, name, body as UserBody),
        Tags: undefined,
      }));
      return { Users, ...rest };
    },
  }),
  operation({
    name: "DeleteUser",
    input: naming("User", {}),
    resource: (call) => identityArn("User", call),
    changes: true,
    run: (call) => {
      const { arn, body } = identityOf("User", call);
      const holds = [...body.attached, ...Object.keys(body.inline), ...keysOf(call, arn)];
      if (holds.length > 0) {
        throw deleteConflict(
          "Cannot delete entity, must remove its policies and access keys first.",
        );
      }
      call.kernel.store.delete(arn, call.kernel.clock.now());
      return {};
    },
  }),
  ...KEYS,
];
