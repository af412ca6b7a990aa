import { randomUUID } from "node:crypto";
import type { Kernel } from "../../types.ts";
import { AwsError } from "../aws-error.ts";
import { advance, begin } from "./engine.ts";
import { validationError } from "./errors.ts";
import type { Stacks } from "./resource-kind.ts";
import { checkCapabilities, checkTypes } from "./resource-kinds.ts";
import { scopeOf, wantedResources } from "./scope.ts";
import {
  findStack,
  type NewStack,
  type Stack,
  type StackBody,
  type StackVersion,
  type Step,
  saveStack,
  setStackStatus,
  stacksUnderWay,
} from "./stack.ts";
import { parsedTemplate, sameTemplates } from "./template.ts";

const UPDATABLE = /^(CREATE_COMPLETE|UPDATE_COMPLETE|UPDATE_ROLLBACK_COMPLETE|IMPORT_COMPLETE)$/;

/**
 * Begins to make a stack.
 * @throws AwsError where the template makes no sense or the name is taken
 */
export function createStack(kernel: Kernel, wanted: NewStack): Stack {
  const { name } = wanted;
  const there = findStack(kernel.store, wanted, name);
  if (there && there.id !== wanted.id) {
    throw new AwsError("AlreadyExistsException", `Stack [${name}] already exists`);
  }
  const now = kernel.clock.now();
  const stack = emptyStack(wanted.id ?? newStackId(wanted), wanted, now);
  const steps = plannedSteps(stack);
  setStackStatus(stack, "CREATE_IN_PROGRESS", now, "User Initiated");
  stack.body.work = { kind: "create", steps, dueAt: now, cleanup: [] };
  begin(kernel, stack, now);
  saveStack(kernel, stack);
  return stack;
}

function emptyStack(id: string, wanted: NewStack, now: number): Stack {
  const { account, region, tags, name, ...rest } = wanted;
  const { template, parameters, capabilities, onFailure, principal, stackSetId } = rest;
  const body: StackBody = {
    StackName: name,
    StackStatus: "",
    CreationTime: new Date(now).toISOString(),
    ...{ template, parameters, capabilities, onFailure, principal },
    Tags: tags,
    ...(stackSetId !== undefined && { stackSetId }),
    resources: [],
    outputs: [],
    events: [],
  };
  return { id, account, region, body };
}

function newStackId({ region, account, name }: NewStack): string {
  return `arn:aws:cloudformation:${region}:${account}:stack/${name}/${randomUUID()}`;
}

/**
 * Announces a stack that a change set will make when it is executed.
 * @throws AwsError where the name is taken
 */
export function announceStack(kernel: Kernel, wanted: NewStack): Stack {
  const there = findStack(kernel.store, wanted, wanted.name);
  if (there?.body.StackStatus === "REVIEW_IN_PROGRESS") return there;
  if (there) {
    throw validationError(
      `Stack [${wanted.name}] already exists and cannot be created again with the changeSet [CREATE] type.`,
    );
  }
  const now = kernel.clock.now();
  const stack = emptyStack(newStackId(wanted), wanted, now);
  setStackStatus(stack, "REVIEW_IN_PROGRESS", now, "User Initiated");
  saveStack(kernel, stack);
  return stack;
}

/** What has to be done to have what the template says: makes what is missing, and looks at what is there. */
function plannedSteps(stack: Stack): Step[] {
  const { body } = stack;
  const template = parsedTemplate(body.template);
  checkTypes(template);
  checkCapabilities(template, body.capabilities);
  const there = new Set(body.resources.map(({ LogicalResourceId }) => LogicalResourceId));
  return wantedResources(template, scopeOf(stack, template)).map((logicalId) => ({
    act: there.has(logicalId) ? "update" : "create",
    logicalId,
  }));
}

/**
 * Begins to change a stack into what another template or other parameters say.
 * @throws AwsError where that makes no sense, or nothing would change
 */
export function updateStack(
  kernel: Kernel,
  stack: Stack,
  wanted: StackVersion & Partial<Pick<StackBody, "capabilities" | "Tags" | "principal">>,
): Stack {
  const { body } = stack;
  if (!UPDATABLE.test(body.StackStatus)) {
    throw validationError(
      `Stack:${stack.id} is in ${body.StackStatus} state and can not be updated.`,
    );
  }
  if (isSame(body, wanted)) throw validationError("No updates are to be performed.");
  const now = kernel.clock.now();
  const { template, parameters, resources } = body;
  body.before = { template, parameters, resources: structuredClone(resources) };
  Object.assign(body, wanted);
  body.LastUpdatedTime = new Date(now).toISOString();
  const steps = plannedSteps(stack);
  const wantedIds = new Set(steps.map(({ logicalId }) => logicalId));
  const cleanup = resources
    .map(({ LogicalResourceId }) => LogicalResourceId)
    .filter((logicalId) => !wantedIds.has(logicalId))
    .map((logicalId): Step => ({ act: "delete", logicalId }))
    .reverse();
  setStackStatus(stack, "UPDATE_IN_PROGRESS", now, "User Initiated");
  body.work = { kind: "update", steps, dueAt: now, cleanup };
  begin(kernel, stack, now);
  saveStack(kernel, stack);
  return stack;
}

function isSame(body: StackBody, wanted: StackVersion & Partial<Pick<StackBody, "Tags">>): boolean {
  const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
  return (
    same(body.parameters, wanted.parameters) &&
    same(body.Tags, wanted.Tags ?? body.Tags) &&
    sameTemplates(body.template, wanted.template)
  );
}

/** Begins to take a stack away. */
export function deleteStack(kernel: Kernel, stack: Stack, principal = stack.body.principal): Stack {
  const { body } = stack;
  if (/^(UPDATE|DELETE).*_IN_PROGRESS$/.test(body.StackStatus)) {
    if (body.StackStatus === "DELETE_IN_PROGRESS") return stack;
    throw validationError(
      `Stack [${body.StackName}] cannot be deleted while in status ${body.StackStatus}`,
    );
  }
  const now = kernel.clock.now();
  body.principal = principal;
  setStackStatus(stack, "DELETE_IN_PROGRESS", now, "User Initiated");
  const steps = body.resources.map(
    ({ LogicalResourceId: logicalId }): Step => ({ act: "delete", logicalId }),
  );
  body.work = { kind: "delete", steps: steps.reverse(), dueAt: now, cleanup: [] };
  begin(kernel, stack, now);
  saveStack(kernel, stack);
  return stack;
}

/** Does what is due in all stacks. Whoever reads what stacks make calls this first. */
export function settleStacks(kernel: Kernel): void {
  const now = kernel.clock.now();
  for (const stack of stacksUnderWay(kernel.store)) {
    if ((stack.body.work?.dueAt ?? now) > now) continue;
    kernel.store.transaction(() => {
      advance(kernel, stack, now, nestedStacks(kernel));
      saveStack(kernel, stack);
    });
  }
}

/** Stacks that a resource makes, whose work is done at once. */
function nestedStacks(kernel: Kernel): Stacks {
  const finished = (stack: Stack): Stack => {
    advance(kernel, stack, Number.POSITIVE_INFINITY, nestedStacks(kernel));
    saveStack(kernel, stack);
    return stack;
  };
  return {
    create: (wanted) => finished(createStack(kernel, wanted)),
    update: (stack, version) =>
      isSame(stack.body, version) ? stack : finished(updateStack(kernel, stack, version)),
    delete: (stack) => {
      const { StackStatus } = finished(deleteStack(kernel, stack)).body;
      if (StackStatus !== "DELETE_COMPLETE") {
        throw validationError(`Stack ${stack.id} could not be deleted.`);
      }
    },
  };
}
