import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { AwsError } from "../aws-error.ts";
import { type Stack, type Step, setResourceStatus, setStackStatus, type Work } from "./stack.ts";
import { resourceAt } from "./stack-resources.ts";

/** What the statuses of resources begin with while a step is taken. */
export const VERB = {
  create: "CREATE",
  update: "UPDATE",
  delete: "DELETE",
  restore: "UPDATE",
} as const;

const HANDLER_CODES: Readonly<Record<string, string>> = {
  AccessDenied: "AccessDenied",
  EntityAlreadyExists: "AlreadyExists",
  NoSuchEntity: "NotFound",
  LimitExceeded: "ServiceLimitExceeded",
};

/** Notes a failed step and turns back, as the kind of work asks for. */
export function fail(
  stack: Stack,
  { act, logicalId, old }: Step,
  { work, at, error }: { work: Work; at: number; error: AwsError },
): void {
  const code = HANDLER_CODES[error.code] ?? "InvalidRequest";
  const reason = `Resource handler returned message: "${error.message} (Service: Iam, Status Code: ${error.status}, Request ID: ${randomUUID()})" (RequestToken: ${randomUUID()}, HandlerErrorCode: ${code})`;
  const resource = old ?? resourceAt(stack, logicalId);
  if (resource) setResourceStatus(stack, resource, { status: `${VERB[act]}_FAILED`, at, reason });
  const failed = `The following resource(s) failed to ${act === "restore" ? "update" : act}: [${logicalId}].`;
  turnBack(stack, { at, failed, work });
}

/** Gives up what is under way: takes back what was done, or stops. */
export function turnBack(stack: Stack, after: { at: number; failed: string; work: Work }): void {
  TURN_BACK[after.work.kind](stack, after);
}

type TurnBack = (stack: Stack, after: { at: number; failed: string; work: Work }) => void;

function stop(status: string): TurnBack {
  return (stack, { at, failed }) => {
    delete stack.body.work;
    setStackStatus(stack, status, at, failed);
  };
}

const TURN_BACK: Readonly<Record<Work["kind"], TurnBack>> = {
  create(stack, after) {
    const { onFailure, resources } = stack.body;
    if (onFailure === "DO_NOTHING") return stop("CREATE_FAILED")(stack, after);
    const deletes = onFailure === "DELETE";
    const status = deletes ? "DELETE_IN_PROGRESS" : "ROLLBACK_IN_PROGRESS";
    setStackStatus(stack, status, after.at, `${after.failed} Rollback requested by user.`);
    const steps = resources.map(({ LogicalResourceId: logicalId }) => ({
      act: "delete" as const,
      logicalId,
    }));
    const kind = deletes ? "delete" : "rollback";
    stack.body.work = { kind, steps: steps.reverse(), dueAt: after.at, cleanup: [] };
  },
  update(stack, { at, failed }) {
    setStackStatus(stack, "UPDATE_ROLLBACK_IN_PROGRESS", at, failed);
    const before = new Map(
      stack.body.before?.resources.map((one) => [one.LogicalResourceId, one] as const),
    );
    const steps = stack.body.resources.flatMap((now): Step[] => {
      const logicalId = now.LogicalResourceId;
      const old = before.get(logicalId);
      if (!old) return [{ act: "delete", logicalId }];
      return isDeepStrictEqual(old.properties, now.properties)
        ? []
        : [{ act: "restore", logicalId }];
    });
    stack.body.work = { kind: "updateRollback", steps: steps.reverse(), dueAt: at, cleanup: [] };
  },
  // What can't be cleaned up stays behind, and the update has succeeded all the same.
  cleanup: () => {},
  rollback: stop("ROLLBACK_FAILED"),
  updateRollback: stop("UPDATE_ROLLBACK_FAILED"),
  delete: stop("DELETE_FAILED"),
};
