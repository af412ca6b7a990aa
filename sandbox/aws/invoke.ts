import type { z } from "zod";
import type { Kernel } from "../types.ts";
import { authorize, type Caller, globalContext } from "./authorization.ts";
import { AwsError } from "./aws-error.ts";
import type { AwsCall, AwsOperation, AwsService } from "./operation.ts";

/** An operation that is about to be carried out. */
export interface Prepared {
  operation: AwsOperation;
  call: AwsCall;
  /** What it works on: never empty. */
  resources: readonly string[];
  caller: Caller;
}

/**
 * Reads the input of an operation by its schema.
 * @throws AwsError in the service's code for inputs that make no sense
 */
export function prepare(
  kernel: Kernel,
  service: Pick<AwsService, "name" | "invalidInput">,
  operation: AwsOperation,
  { input, caller }: { input: unknown; caller: Caller },
): Prepared {
  const parsed = operation.input.safeParse(input);
  if (!parsed.success) throw new AwsError(service.invalidInput, wordsOf(parsed.error));
  const { principal, region, requestId } = caller;
  const call: AwsCall = {
    kernel,
    action: operation.action ?? `${service.name}:${operation.name}`,
    account: principal.account,
    region,
    principal,
    input: parsed.data,
    requestId,
  };
  const resources = [operation.resource?.(call) ?? "*"].flat();
  return { operation, call, resources, caller };
}

/** Carries out a prepared operation if the caller may do so. What it changes and the effect are one transaction. */
export function carryOut(
  { operation, call, resources, caller }: Prepared,
  accessDenied: [code: string, status: number],
): unknown {
  const { kernel, action, principal, requestId } = call;
  if (operation.action !== null) {
    const context = { ...globalContext(kernel, caller), ...operation.context?.(call) };
    authorize(kernel, caller, { action, resources, context }, accessDenied);
  }
  if (!operation.changes) return operation.run(call);
  return kernel.store.transaction(() => {
    const [resourceId = "*"] = resources;
    const effect = { resourceId, kind: operation.name, principal: principal.arn, requestId };
    kernel.effects.record(effect, kernel.clock.now());
    return operation.run(call);
  });
}

function wordsOf({ issues }: z.ZodError): string {
  const words = issues.map(
    ({ path, message }) => `Value at '${path.join(".")}' failed to satisfy constraint: ${message}`,
  );
  return `${issues.length} validation error${issues.length === 1 ? "" : "s"} detected: ${words.join("; ")}`;
}
