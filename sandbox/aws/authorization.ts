import type { Kernel } from "../types.ts";
import { AwsError } from "./aws-error.ts";
import { policiesOf } from "./iam/identity.ts";
import type { AwsPrincipal, ConditionContext } from "./operation.ts";
import { storedPolicy } from "./policy/document.ts";
import { type Decision, decisionOf } from "./policy/evaluate.ts";

/** Whom a call is made for, however it came. */
export interface Caller {
  principal: AwsPrincipal;
  region: string;
  requestId: string;
}

/** What a principal's identity policies, and the policy of the session, say to an action. */
export function decisionFor(
  kernel: Pick<Kernel, "store">,
  { principal }: Pick<Caller, "principal">,
  asked: { action: string; resource: string; context: ConditionContext },
): Decision {
  if (principal.kind === "Service") return "allowed";
  const own = decisionOf(policiesOf(kernel.store, principal.identityArn), asked);
  if (own !== "allowed" || principal.sessionPolicy === undefined) return own;
  return decisionOf([storedPolicy(JSON.parse(principal.sessionPolicy))], asked);
}

/**
 * Lets an action pass that identity policies allow on all of its resources.
 * @throws AwsError in AWS's words, which name the action
 */
export function authorize(
  kernel: Pick<Kernel, "store">,
  caller: Caller,
  asked: { action: string; resources: readonly string[]; context: ConditionContext },
  [code, status]: [code: string, status: number],
): void {
  for (const resource of asked.resources) {
    const decision = decisionFor(kernel, caller, { ...asked, resource });
    if (decision === "allowed") continue;
    const on = resource === "*" ? "" : ` on resource: ${resource}`;
    throw new AwsError(
      code,
      `User: ${caller.principal.arn} is not authorized to perform: ${asked.action}${on} ${reason(decision, asked.action)}`,
      status,
    );
  }
}

function reason(decision: Decision, action: string): string {
  return decision === "explicitDeny"
    ? "with an explicit deny in an identity-based policy"
    : `because no identity-based policy allows the ${action} action`;
}

/** The condition keys that every request has: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
export function globalContext(
  kernel: Pick<Kernel, "clock">,
  { principal, region }: Pick<Caller, "principal" | "region">,
): ConditionContext {
  const { kind, account, userId, identityArn } = principal;
  return {
    // Of a session the role stands here, not the session itself.
    "aws:PrincipalArn": identityArn,
    "aws:PrincipalAccount": account,
    "aws:PrincipalType": kind,
    "aws:userid": userId,
    ...(kind === "User" && { "aws:username": identityArn.split("/").at(-1) ?? "" }),
    "aws:RequestedRegion": region,
    "aws:CurrentTime": new Date(kernel.clock.now()).toISOString(),
  };
}
