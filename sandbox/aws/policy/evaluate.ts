import type { ConditionContext } from "../operation.ts";
import { conditionsHold } from "./conditions.ts";
import type { PolicyDocument, Statement } from "./document.ts";
import { isLike } from "./match.ts";

export type Decision = "allowed" | "explicitDeny" | "implicitDeny";

export interface AskedFor {
  /** `eks:DescribeCluster` */
  action: string;
  /** An ARN, or `*`. */
  resource: string;
  context: ConditionContext;
}

/** What policies of a user or role say to an action on a resource: a Deny beats every Allow. */
export function decisionOf(policies: readonly PolicyDocument[], asked: AskedFor): Decision {
  const statements = policies.flatMap((policy) => policy.Statement);
  const effects = new Set(
    statements.filter((statement) => covers(statement, asked)).map((statement) => statement.Effect),
  );
  if (effects.has("Deny")) return "explicitDeny";
  return effects.has("Allow") ? "allowed" : "implicitDeny";
}

function covers(statement: Statement, { action, resource, context }: AskedFor): boolean {
  return (
    coversAction(statement, action) &&
    coversResource(statement, resource, context) &&
    conditionsHold(statement.Condition, context)
  );
}

/** Actions are compared without regard to case, ARNs with it. */
export function coversAction({ Action, NotAction = [] }: Statement, action: string): boolean {
  const like = (pattern: string) => isLike(action.toLowerCase(), pattern.toLowerCase());
  return Action ? Action.some(like) : !NotAction.some(like);
}

function coversResource(
  { Resource, NotResource = [] }: Statement,
  resource: string,
  context: ConditionContext,
): boolean {
  const like = (pattern: string) => isLike(resource, withVariables(pattern, context));
  return Resource ? Resource.some(like) : !NotResource.some(like);
}

/** `${aws:username}` and the like: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
function withVariables(pattern: string, context: ConditionContext): string {
  return pattern.replace(/\$\{([^}]+)\}/g, (whole, key: string) => {
    const value = context[key];
    return typeof value === "string" ? value : whole;
  });
}
