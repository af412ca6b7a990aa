import { randomBytes } from "node:crypto";
import type { Settings } from "../settings.ts";
import type { Store } from "../store.ts";
import type { NewResource } from "../types.ts";
import { ADMINISTRATOR, AWS_ACCOUNTS, MANAGEMENT_ACCOUNT, ORGANIZATION_ID } from "./accounts.ts";
import { seedEks } from "./eks/seed.ts";
import { ACCESS_KEY, USER, type UserBody } from "./iam/identity.ts";
import { uniqueId } from "./session.ts";

export const ACCOUNT = "aws/organizations/account";

/** An administrator's key of an account, as sandbox.json tells it. */
export interface AccountKey {
  id: string;
  name: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** The administrators' keys, made at the first start; a new estate leaves them as they are. */
export function accountKeys(settings: Settings): AccountKey[] {
  return AWS_ACCOUNTS.map(({ id, name }) => ({
    id,
    name,
    accessKeyId: settings.keep(`awsKey-${id}`, () => `AKIA${uniqueId()}`),
    secretAccessKey: settings.keep(`awsSecret-${id}`, newSecret),
  }));
}

/** A secret access key as IAM makes it: forty signs. */
export function newSecret(): string {
  return randomBytes(30).toString("base64");
}

/** Puts the accounts of the organisation into an estate that has none, each with an administrator. */
export function seedAws(store: Store, settings: Settings, now: number): number {
  const keys = accountKeys(settings);
  const joined = new Date(now).toISOString();
  const count = store.insertMany([...accounts(joined), ...administrators(keys, joined)], now);
  return count + seedEks(store, now);
}

function accounts(joined: string): NewResource[] {
  return AWS_ACCOUNTS.map(({ id, name, email }) => ({
    id: `arn:aws:organizations::${MANAGEMENT_ACCOUNT.id}:account/${ORGANIZATION_ID}/${id}`,
    type: ACCOUNT,
    name: id,
    subscriptionId: id,
    body: { Id: id, Name: name, Email: email, joined },
  }));
}

function* administrators(keys: readonly AccountKey[], created: string): Iterable<NewResource> {
  for (const { id, accessKeyId, secretAccessKey } of keys) {
    const arn = `arn:aws:iam::${id}:user/${ADMINISTRATOR}`;
    const body: UserBody = {
      UserId: `AIDA${uniqueId()}`,
      Path: "/",
      CreateDate: created,
      Tags: [],
      inline: {},
      attached: ["arn:aws:iam::aws:policy/AdministratorAccess"],
    };
    yield { id: arn, type: USER, name: ADMINISTRATOR, subscriptionId: id, body };
    yield accessKey({ account: id, userArn: arn, accessKeyId, secretAccessKey, created });
  }
}

/** The row of an access key. */
export function accessKey(key: {
  account: string;
  userArn: string;
  accessKeyId: string;
  secretAccessKey: string;
  created: string;
}): NewResource {
  const { account, userArn, accessKeyId, secretAccessKey, created } = key;
  return {
    id: `aws:access-key:${accessKeyId}`,
    type: ACCESS_KEY,
    name: accessKeyId,
    subscriptionId: account,
    parentId: userArn,
    body: { userArn, secretAccessKey, Status: "Active", CreateDate: created },
  };
}
