import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Kernel } from "../../types.ts";
import { AwsError } from "../aws-error.ts";
import type { Site, Stacks } from "./resource-kind.ts";
import { outputsOf, scopeOf } from "./scope.ts";
import { type Stack, type Step, setResourceStatus, setStackStatus, type Work } from "./stack.ts";
import { announced, propertiesOf, resourceAt } from "./stack-resources.ts";
import { STEPS } from "./steps.ts";
import { parsedTemplate } from "./template.ts";
import { fail, turnBack, VERB } from "./turn-back.ts";

/** Takes the steps of a stack that are due. Each is one transaction: what a failed one had done is undone. */
export function advance(kernel: Kernel, stack: Stack, now: number, stacks: Stacks): void {
  for (let work = stack.body.work; work && work.dueAt <= now; work = stack.body.work) {
    const [step] = work.steps;
    const at = work.dueAt;
    if (!step) {
      endWork(stack, work, at);
      begin(kernel, stack, at);
      continue;
    }
    work.steps = work.steps.slice(1);
    const error = attempt(kernel, stack, step, { at, stacks });
    if (error) fail(stack, step, { work, at, error });
    begin(kernel, stack, at);
  }
}

/** Marks the next step as being taken, and says when it is done. Steps that change nothing are left out. */
export function begin(kernel: Kernel, stack: Stack, at: number): void {
  const { work } = stack.body;
  if (!work) return;
  const next = work.steps.findIndex((step) => changes(stack, step));
  work.steps = next < 0 ? [] : work.steps.slice(next);
  const [step] = work.steps;
  work.dueAt = step ? at + kernel.settings.get("stackResourceSeconds") * 1000 : at;
  if (!step) return;
  const resource =
    step.old ?? resourceAt(stack, step.logicalId) ?? announced(stack, step.logicalId);
  setResourceStatus(stack, resource, { status: `${VERB[step.act]}_IN_PROGRESS`, at });
}

function changes(stack: Stack, { act, logicalId }: Step): boolean {
  if (act !== "update") return true;
  const resource = resourceAt(stack, logicalId);
  try {
    return !isDeepStrictEqual(resource?.properties, propertiesOf(stack, logicalId));
  } catch (error) {
    // What can't be worked out fails when the step is taken, with its reason in the events.
    if (error instanceof AwsError) return true;
    throw error;
  }
}

/** Takes a step; gives the error that it ended with. */
function attempt(
  kernel: Kernel,
  stack: Stack,
  step: Step,
  { at, stacks }: { at: number; stacks: Stacks },
): AwsError | undefined {
  const site: Site = {
    kernel,
    caller: { principal: stack.body.principal, region: stack.region, requestId: randomUUID() },
    account: stack.account,
    region: stack.region,
    stackName: stack.body.StackName,
    logicalId: step.logicalId,
    stacks,
  };
  try {
    kernel.store.savepoint(() => STEPS[step.act](stack, step, { site, at }));
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}

/** What follows when all steps of a kind of work are taken. */
function endWork(stack: Stack, work: Work, at: number): void {
  try {
    if (work.kind === "create" || work.kind === "update") {
      const template = parsedTemplate(stack.body.template);
      stack.body.outputs = outputsOf(template, scopeOf(stack, template));
    }
    ENDS[work.kind](stack, work, at);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    turnBack(stack, { at, failed: error.message, work });
  }
}

type End = (stack: Stack, work: Work, at: number) => void;

function done(status: string): End {
  return (stack, _work, at) => {
    delete stack.body.work;
    delete stack.body.before;
    setStackStatus(stack, status, at);
  };
}

const ENDS: Readonly<Record<Work["kind"], End>> = {
  create: done("CREATE_COMPLETE"),
  update(stack, { cleanup }, at) {
    setStackStatus(stack, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", at);
    stack.body.work = { kind: "cleanup", steps: cleanup, dueAt: at, cleanup: [] };
  },
  cleanup: done("UPDATE_COMPLETE"),
  rollback: done("ROLLBACK_COMPLETE"),
  updateRollback(stack, work, at) {
    const { template, parameters } = stack.body.before ?? stack.body;
    Object.assign(stack.body, { template, parameters });
    done("UPDATE_ROLLBACK_COMPLETE")(stack, work, at);
  },
  delete(stack, work, at) {
    stack.body.DeletionTime = new Date(at).toISOString();
    done("DELETE_COMPLETE")(stack, work, at);
  },
};
