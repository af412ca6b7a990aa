import { z } from "zod";
import { AwsError } from "../aws-error.ts";
import { isOperator } from "./conditions.ts";

const OneOrMore = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === "string" ? [value] : value));

/** Policies may write numbers and truth values without quotes. */
const Values = z
  .union([
    z.string(),
    z.number(),
    z.boolean(),
    z.array(z.union([z.string(), z.number(), z.boolean()])),
  ])
  .transform((value) => (Array.isArray(value) ? value : [value]).map(String));

type PrincipalKind = "AWS" | "Federated" | "Service" | "CanonicalUser";

const Principals = z.union([
  z.literal("*").transform((): Partial<Record<PrincipalKind, string[]>> => ({ AWS: ["*"] })),
  z.partialRecord(z.enum(["AWS", "Federated", "Service", "CanonicalUser"]), OneOrMore),
]);

const Statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Principal: Principals.optional(),
  NotPrincipal: Principals.optional(),
  Action: OneOrMore.optional(),
  NotAction: OneOrMore.optional(),
  Resource: OneOrMore.optional(),
  NotResource: OneOrMore.optional(),
  Condition: z.record(z.string().refine(isOperator), z.record(z.string(), Values)).optional(),
});
export type Statement = z.infer<typeof Statement>;

const Document = z.strictObject({
  Version: z.enum(["2012-10-17", "2008-10-17"]).default("2008-10-17"),
  Id: z.string().optional(),
  Statement: z.preprocess(
    (value) => (Array.isArray(value) ? value : [value]),
    z.array(Statement).min(1),
  ),
});
export type PolicyDocument = z.infer<typeof Document>;

/** A policy as it stands in the store: it was judged when it was written. */
export function storedPolicy(document: unknown): PolicyDocument {
  return Document.parse(document);
}

/**
 * Reads a policy of the given kind as IAM does when one is written.
 * @throws AwsError MalformedPolicyDocument
 */
export function parsedPolicy(text: string, kind: "identity" | "trust"): unknown {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw malformed("This policy contains invalid Json");
  }
  const parsed = Document.safeParse(document);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0] ?? { path: [], message: "" };
    throw malformed(`Syntax errors in policy. (${path.join(".") || "document"}: ${message})`);
  }
  const complaint = COMPLAINTS[kind].find(([is]) => parsed.data.Statement.some(is));
  if (complaint) throw malformed(complaint[1]);
  return document;
}

/** What is wrong with a statement of each kind, in the order in which IAM complains. */
const COMPLAINTS: Readonly<
  Record<"identity" | "trust", readonly [is: (statement: Statement) => boolean, words: string][]>
> = {
  identity: [
    [hasNoAction, "Policy statement must contain actions."],
    [
      ({ Principal, NotPrincipal }) => (Principal ?? NotPrincipal) !== undefined,
      "Policy document should not specify a principal.",
    ],
    [
      ({ Resource, NotResource }) => (Resource ?? NotResource) === undefined,
      "Policy statement must contain resources.",
    ],
    [
      ({ Action = [], NotAction = [] }) => ![...Action, ...NotAction].every(isAction),
      "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
    ],
  ],
  trust: [
    [hasNoAction, "Policy statement must contain actions."],
    [
      ({ Resource, NotResource }) => (Resource ?? NotResource) !== undefined,
      "Has prohibited field Resource",
    ],
    [
      ({ Principal, NotPrincipal }) => (Principal ?? NotPrincipal) === undefined,
      "Missing required field Principal",
    ],
    [
      ({ Action = [] }) => Action.some((action) => !/^(sts:|\*)/i.test(action)),
      "AssumeRole policy may only specify STS AssumeRole actions.",
    ],
  ],
};

function hasNoAction({ Action, NotAction }: Statement): boolean {
  return (Action ?? NotAction) === undefined;
}

function isAction(action: string): boolean {
  return action === "*" || /^[a-z0-9*?-]+:[a-z0-9*?]+$/i.test(action);
}

function malformed(message: string): AwsError {
  return new AwsError("MalformedPolicyDocument", message);
}
