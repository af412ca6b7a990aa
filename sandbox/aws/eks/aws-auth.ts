import { parse } from "yaml";
import { z } from "zod";
import { type ObjectPlace, storedObject } from "../../kubernetes/stored-objects.ts";
import type { Store } from "../../store.ts";

/** Where a cluster's ConfigMap of who may come in stands. */
export function awsAuthOf(clusterArn: string): ObjectPlace {
  return {
    cluster: clusterArn,
    resource: "configmaps",
    namespace: "kube-system",
    name: "aws-auth",
  };
}

const Mapping = z.object({
  username: z.string().default(""),
  groups: z
    .array(z.string())
    .nullish()
    .transform((groups) => groups ?? []),
});
const Roles = z.array(Mapping.extend({ rolearn: z.string() }));
const Users = z.array(Mapping.extend({ userarn: z.string() }));
const Accounts = z.array(z.coerce.string());

/** What the ConfigMap makes of somebody. */
export interface Mapped {
  /** A template, in which `{{SessionName}}` and `{{AccountID}}` may stand. */
  username: string;
  groups: readonly string[];
}

/**
 * What `aws-auth` says of an identity by its canonical ARN: that of a role has no path, and case does not count.
 * A section that can't be read maps nobody, as for the authenticator itself:
 * https://github.com/kubernetes-sigs/aws-iam-authenticator (as far as known)
 */
export function mappedBy(
  store: Store,
  clusterArn: string,
  identity: { canonicalArn: string; account: string },
): Mapped | undefined {
  const data = (storedObject(store, awsAuthOf(clusterArn))?.data ?? {}) as Record<string, string>;
  const wanted = identity.canonicalArn.toLowerCase();
  const role = section(Roles, data.mapRoles).find(
    ({ rolearn }) => rolearn.toLowerCase() === wanted,
  );
  if (role) return role;
  const user = section(Users, data.mapUsers).find(
    ({ userarn }) => userarn.toLowerCase() === wanted,
  );
  if (user) return user;
  const known = section(Accounts, data.mapAccounts).includes(identity.account);
  return known ? { username: identity.canonicalArn, groups: [] } : undefined;
}

function section<T>(schema: z.ZodType<T[]>, text: string | undefined): T[] {
  if (text === undefined) return [];
  try {
    const read = schema.safeParse(parse(text));
    return read.success ? read.data : [];
  } catch (error) {
    if (error instanceof Error && error.name === "YAMLParseError") return [];
    throw error;
  }
}
