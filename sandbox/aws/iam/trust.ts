import type { Store } from "../../store.ts";
import { AWS_ACCOUNTS } from "../accounts.ts";
import { AwsError } from "../aws-error.ts";
import type { ConditionContext } from "../operation.ts";
import { conditionsHold } from "../policy/conditions.ts";
import { type Statement, storedPolicy } from "../policy/document.ts";
import { coversAction } from "../policy/evaluate.ts";

/** Who asks to become a role, in the ways in which a trust policy may name them. */
export interface Trustee {
  kind: "AWS" | "Federated";
  /** ARNs that mean the trustee itself. */
  own: readonly string[];
  /** Names that mean the whole account that the trustee belongs to. */
  account: readonly string[];
}

export interface Trust {
  decision: "allowed" | "explicitDeny" | "implicitDeny";
  /** Whether the policy names the trustee itself, so that its own policies need not allow it too. */
  directly: boolean;
}

/** What a role's trust policy says to somebody who wants to become it. */
export function trustOf(
  document: unknown,
  trustee: Trustee,
  action: string,
  context: ConditionContext,
): Trust {
  const covering = storedPolicy(document).Statement.filter(
    (statement) => coversAction(statement, action) && conditionsHold(statement.Condition, context),
  );
  const concerning = covering.filter((statement) => concerns(statement, trustee));
  const allowing = concerning.filter(({ Effect }) => Effect === "Allow");
  if (concerning.length > allowing.length) return { decision: "explicitDeny", directly: false };
  return {
    decision: allowing.length > 0 ? "allowed" : "implicitDeny",
    directly: allowing.some((statement) => names(statement, trustee.kind, trustee.own)),
  };
}

function concerns(statement: Statement, { kind, own, account }: Trustee): boolean {
  const everybody = [...own, ...account, "*"];
  if (statement.NotPrincipal) {
    return !everybody.some((name) => statement.NotPrincipal?.[kind]?.includes(name));
  }
  return names(statement, kind, everybody);
}

function names(
  { Principal }: Statement,
  kind: Trustee["kind"],
  wanted: readonly string[],
): boolean {
  return (Principal?.[kind] ?? []).some((name) => wanted.includes(name));
}

/**
 * IAM refuses a trust policy that names a user or role that isn't there.
 * @throws AwsError MalformedPolicyDocument
 */
export function checkPrincipals(store: Store, document: unknown): void {
  const named = storedPolicy(document).Statement.flatMap(({ Principal }) => Principal?.AWS ?? []);
  const missing = named.find((arn) => {
    const [, account] = /^arn:aws:iam::(\d{12}):(?:role|user)\//.exec(arn) ?? [];
    const isOurs = AWS_ACCOUNTS.some(({ id }) => id === account);
    return isOurs && !store.get(arn);
  });
  if (missing !== undefined) {
    throw new AwsError(
      "MalformedPolicyDocument",
      `Invalid principal in policy: "AWS":"${missing}"`,
    );
  }
}
