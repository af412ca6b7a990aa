import type { Kernel } from "../../types.ts";
import type { Caller } from "../authorization.ts";
import type { NewStack, Stack, StackVersion } from "./stack.ts";

/** What a resource's kind works with. */
export interface Site {
  kernel: Kernel;
  /** Whose permissions count. */
  caller: Caller;
  account: string;
  region: string;
  stackName: string;
  logicalId: string;
  stacks: Stacks;
}

/** Lets a resource make stacks of its own, which are done when the call is. */
export interface Stacks {
  create(stack: NewStack): Stack;
  update(stack: Stack, version: StackVersion): Stack;
  delete(stack: Stack): void;
}

/** A resource as CloudFormation made it. */
interface Made {
  PhysicalResourceId: string;
  /** What Fn::GetAtt gives. */
  attributes: Record<string, unknown>;
}

export type Properties = Record<string, unknown>;

/** A type of resources that templates may have. What goes wrong is thrown as an AwsError. */
export interface ResourceKind {
  /** Whether a new resource has to take the place of the old one. */
  replaces(before: Properties, after: Properties): boolean;
  create(site: Site, properties: Properties): Made;
  update(site: Site, made: Made, properties: Properties, before: Properties): Made;
  delete(site: Site, made: Made, properties: Properties): void;
}
