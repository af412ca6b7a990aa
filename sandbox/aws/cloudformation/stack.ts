import { randomUUID } from "node:crypto";
import type { Store } from "../../store.ts";
import type { Kernel, Resource } from "../../types.ts";
import type { AwsPrincipal } from "../operation.ts";
import { validationError } from "./errors.ts";

export const STACK = "aws/cloudformation/stack";

/** Stacks that are worked on hang below this, so that they are found at once. */
const UNDER_WAY = "aws:stacks-under-way";

/** A resource of a stack that exists, or is about to. */
export interface StackResource {
  LogicalResourceId: string;
  PhysicalResourceId: string;
  ResourceType: string;
  ResourceStatus: string;
  ResourceStatusReason?: string;
  Timestamp: string;
  /** With all functions worked out. */
  properties: Record<string, unknown>;
  attributes: Record<string, unknown>;
  retained: boolean;
}

interface StackEvent {
  EventId: string;
  LogicalResourceId: string;
  PhysicalResourceId: string;
  ResourceType: string;
  Timestamp: string;
  ResourceStatus: string;
  ResourceStatusReason?: string;
}

/** What is still to be done to one resource. */
export interface Step {
  act: "create" | "update" | "delete" | "restore";
  logicalId: string;
  /** Of a resource that was replaced: what is to be deleted in place of what stands under the logical id. */
  old?: StackResource;
}

/** What is under way in a stack. */
export interface Work {
  kind: "create" | "update" | "cleanup" | "rollback" | "updateRollback" | "delete";
  steps: Step[];
  /** When the first of the steps is done, in milliseconds since 1970. */
  dueAt: number;
  /** What an update deletes once all else is done. */
  cleanup: Step[];
}

export interface StackVersion {
  template: string;
  parameters: Record<string, string>;
}

export interface StackBody extends StackVersion {
  [name: string]: unknown;
  StackName: string;
  StackStatus: string;
  StackStatusReason?: string;
  CreationTime: string;
  LastUpdatedTime?: string;
  DeletionTime?: string;
  capabilities: readonly string[];
  Tags: readonly { Key: string; Value: string }[];
  onFailure: "ROLLBACK" | "DELETE" | "DO_NOTHING";
  /** As whom it works: who asked for what is under way. */
  principal: AwsPrincipal;
  stackSetId?: string;
  /** In the order in which they were made. */
  resources: StackResource[];
  outputs: { OutputKey: string; OutputValue: string; Description?: string; ExportName?: string }[];
  /** The oldest first. */
  events: StackEvent[];
  work?: Work;
  /** What an update goes back to when it fails, and the resources as they were. */
  before?: StackVersion & { resources: StackResource[] };
}

/** What a stack is made of. */
export interface NewStack extends StackVersion {
  name: string;
  account: string;
  region: string;
  capabilities: readonly string[];
  tags: readonly { Key: string; Value: string }[];
  onFailure: StackBody["onFailure"];
  principal: AwsPrincipal;
  /** The stack set that made it. */
  stackSetId?: string;
  /** Which a change set has announced. */
  id?: string;
}

/** A stack that is worked on: its row, and a body that may be changed before it is written. */
export interface Stack {
  id: string;
  account: string;
  region: string;
  body: StackBody;
}

export function stackOf({ id, subscriptionId = "", location = "", body }: Resource): Stack {
  return { id, account: subscriptionId, region: location, body: body as StackBody };
}

export function saveStack({ store, clock }: Pick<Kernel, "store" | "clock">, stack: Stack): void {
  const { id, account, region, body } = stack;
  const row = { id, type: STACK, name: body.StackName, subscriptionId: account, location: region };
  store.put({ ...row, body, ...(body.work && { parentId: UNDER_WAY }) }, clock.now());
}

/** Stacks in which something is under way. */
export function stacksUnderWay(store: Store): Stack[] {
  return store.children(UNDER_WAY).map(stackOf);
}

/** All stacks of an account in a region, deleted ones too. */
export function stacksIn(store: Store, account: string, region: string): Stack[] {
  return [...store.scan({ types: [STACK], subscriptions: [account] })]
    .filter(({ location }) => location === region)
    .map(stackOf);
}

/** A stack by name, or by its id, by which deleted ones are found too. */
export function findStack(
  store: Store,
  where: { account: string; region: string },
  nameOrId: string,
): Stack | undefined {
  return stacksIn(store, where.account, where.region).find(
    ({ id, body }) =>
      id === nameOrId || (body.StackName === nameOrId && body.StackStatus !== "DELETE_COMPLETE"),
  );
}

/** @throws AwsError ValidationError as CloudFormation has it */
export function stackNamed(
  store: Store,
  where: { account: string; region: string },
  nameOrId: string,
): Stack {
  const found = findStack(store, where, nameOrId);
  if (found) return found;
  throw validationError(`Stack with id ${nameOrId} does not exist`);
}

/** Notes something that happened to the stack itself. */
export function setStackStatus(stack: Stack, status: string, at: number, reason?: string): void {
  stack.body.StackStatus = status;
  delete stack.body.StackStatusReason;
  if (reason !== undefined) stack.body.StackStatusReason = reason;
  addEvent(stack, {
    LogicalResourceId: stack.body.StackName,
    PhysicalResourceId: stack.id,
    ResourceType: "AWS::CloudFormation::Stack",
    ResourceStatus: status,
    Timestamp: new Date(at).toISOString(),
    ...(reason !== undefined && { ResourceStatusReason: reason }),
  });
}

/** Notes something that happened to a resource of the stack. */
export function setResourceStatus(
  stack: Stack,
  resource: StackResource,
  { status, at, reason }: { status: string; at: number; reason?: string | undefined },
): void {
  resource.ResourceStatus = status;
  resource.Timestamp = new Date(at).toISOString();
  delete resource.ResourceStatusReason;
  if (reason !== undefined) resource.ResourceStatusReason = reason;
  const { LogicalResourceId, PhysicalResourceId, ResourceType, Timestamp } = resource;
  addEvent(stack, {
    LogicalResourceId,
    PhysicalResourceId,
    ResourceType,
    ResourceStatus: status,
    Timestamp,
    ...(reason !== undefined && { ResourceStatusReason: reason }),
  });
}

function addEvent(stack: Stack, event: Omit<StackEvent, "EventId">): void {
  stack.body.events.push({ EventId: randomUUID(), ...event });
}
