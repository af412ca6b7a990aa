import { z } from "zod";
import type { AwsCall } from "../operation.ts";
import { formList } from "../protocols/form.ts";
import { noSuchEntity } from "./errors.ts";
import { arnOf, type IdentityBody, type IdentityKind, identityNamed } from "./identity.ts";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (as far as known) */
const LONGEST_NAME = 64;

export const Name = z
  .string()
  .max(LONGEST_NAME, `Member must have length less than or equal to ${LONGEST_NAME}`)
  .regex(/^[\w+=,.@-]+$/, "Member must satisfy regular expression pattern: [\\w+=,.@-]+");
export const PolicyName = Name.max(128);
export const Path = z
  .string()
  .regex(
    /^\/(?:[!-~]+\/)?$/,
    "Member must satisfy regular expression pattern: (\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)",
  );
export const Tags = formList(
  z.array(z.object({ Key: z.string().min(1).max(128), Value: z.string().max(256) })).max(50),
);
export const Paged = {
  Marker: z.string().regex(/^\d+$/, "is no marker that was given out").optional(),
  MaxItems: z.coerce.number().int().min(1).max(1000).default(100),
};

/** The part of a list that was asked for, as IAM pages: a marker is there when more follows. */
export function page<T>(
  items: readonly T[],
  { Marker = "0", MaxItems }: { Marker?: string | undefined; MaxItems: number },
): { items: T[]; IsTruncated: boolean; Marker?: string } {
  const until = Number(Marker) + MaxItems;
  const IsTruncated = until < items.length;
  return {
    items: items.slice(Number(Marker), until),
    IsTruncated,
    ...(IsTruncated && { Marker: String(until) }),
  };
}

/** An input that names a role (`RoleName`) or a user (`UserName`), which then stands under `identity`. */
export function naming<S extends z.ZodRawShape>(kind: IdentityKind, shape: S) {
  const key = `${kind}Name`;
  return z.object({ ...shape, [key]: Name }).transform((input) => ({
    ...(input as z.infer<z.ZodObject<S>>),
    identity: (input as Record<string, unknown>)[key] as string,
  }));
}

/** The ARN of the role or user that a call names, which need not exist. */
export function identityArn(
  kind: IdentityKind,
  { kernel, account, input }: AwsCall<{ identity: string }>,
): string {
  const found = identityNamed(kernel.store, kind, account, input.identity);
  return found?.id ?? arnOf(kind, account, input.identity);
}

/**
 * The role or user that a call names.
 * @throws AwsError NoSuchEntity
 */
export function identityOf<B extends IdentityBody>(
  kind: IdentityKind,
  { kernel, account, input }: AwsCall<{ identity: string }>,
): { arn: string; name: string; body: B } {
  const found = identityNamed(kernel.store, kind, account, input.identity);
  if (!found) {
    throw noSuchEntity(`The ${kind.toLowerCase()} with name ${input.identity} cannot be found.`);
  }
  return { arn: found.id, name: found.name, body: found.body as B };
}

/** Writes what has changed of a role or user that exists. */
export function rewrite(
  { kernel }: AwsCall<unknown>,
  arn: string,
  changes: Partial<IdentityBody>,
): void {
  const found = kernel.store.get(arn);
  if (!found) throw new Error(`${arn} was read and is no longer there.`);
  kernel.store.put({ ...found, body: { ...found.body, ...changes } }, kernel.clock.now());
}

/** Tags after others were set: those of the same key are replaced. */
export function retagged(
  tags: readonly { Key: string; Value: string }[],
  set: readonly { Key: string; Value: string }[],
) {
  const keys = new Set(set.map(({ Key }) => Key));
  return [...tags.filter(({ Key }) => !keys.has(Key)), ...set];
}

/** A policy as IAM's answers carry it: JSON, percent-encoded. */
export function policyText(document: unknown): string {
  return encodeURIComponent(JSON.stringify(document));
}
