import { randomBytes } from "node:crypto";
import type { z } from "zod";
import { AwsError } from "../aws-error.ts";
import { IAM } from "../iam/service.ts";
import { carryOut, prepare } from "../invoke.ts";
import type { Properties, Site } from "./resource-kind.ts";

/** Calls IAM as the stack's principal: what CloudFormation may do is what that one may. */
export function iam(
  site: Site,
  name: string,
  input: Properties,
): Record<string, Record<string, unknown>> {
  const operation = IAM.operations.find((known) => known.name === name);
  if (!operation) throw new Error(`IAM has no operation ${name}.`);
  const prepared = prepare(site.kernel, IAM, operation, { input, caller: site.caller });
  return carryOut(prepared, ["AccessDenied", 403]) as Record<string, Record<string, unknown>>;
}

/** @throws AwsError ValidationError in the words of a resource handler */
export function checked<S extends z.ZodType>(schema: S, properties: Properties): z.infer<S> {
  const parsed = schema.safeParse(properties);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0] ?? { path: [], message: "" };
  throw new AwsError(
    "ValidationError",
    `Model validation failed (#/${path.join("/")}: ${message})`,
  );
}

/** A name for what the template gives none: `stack-Logical-1A2B3C4D5E6F`. */
export function generatedName({ stackName, logicalId }: Site): string {
  const ending = randomBytes(9).toString("hex").slice(0, 12).toUpperCase();
  return `${`${stackName}-${logicalId}`.slice(0, 51)}-${ending}`;
}

export function withoutUndefined(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}
