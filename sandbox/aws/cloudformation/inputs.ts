import { z } from "zod";
import type { AwsCall } from "../operation.ts";
import { formList } from "../protocols/form.ts";
import { validationError } from "./errors.ts";
import { findStack, type Stack, stackNamed } from "./stack.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html (as far as known) */
const LARGEST_BODY = 51_200;

export const StackName = z
  .string()
  .regex(
    /^([a-zA-Z][-a-zA-Z0-9]{0,127}|arn:[-a-zA-Z0-9:/._+]*)$/,
    "Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*",
  );
export const Named = z.object({ StackName });
export const TemplateText = {
  TemplateBody: z
    .string()
    .max(LARGEST_BODY, `Member must have length less than or equal to ${LARGEST_BODY}`)
    .optional(),
  TemplateURL: z.string().optional(),
};
export const Parameters = formList(
  z.array(
    z.object({
      ParameterKey: z.string(),
      ParameterValue: z.string().optional(),
      UsePreviousValue: z.string().optional(),
    }),
  ),
).default([]);
export const Tags = formList(z.array(z.object({ Key: z.string(), Value: z.string() })));
export const Texts = formList(z.array(z.string())).default([]);

/** The template of a request; the sandbox has no S3 to fetch one from. */
export function templateText(input: {
  TemplateBody?: string | undefined;
  TemplateURL?: string | undefined;
}): string {
  if (input.TemplateURL !== undefined) {
    throw validationError("S3 error: the sandbox has no S3; send the template as TemplateBody.");
  }
  if (input.TemplateBody !== undefined) return input.TemplateBody;
  throw validationError("Either Template URL or Template Body must be specified.");
}

type StackCall = AwsCall<{ StackName: string }>;

/** @throws AwsError ValidationError where there is no such stack */
export function namedStack({ kernel, account, region, input }: StackCall): Stack {
  return stackNamed(kernel.store, { account, region }, input.StackName);
}

/** The ARN of the stack that a call names, which need not exist. */
export function stackArn({ kernel, account, region, input }: StackCall): string {
  const found = findStack(kernel.store, { account, region }, input.StackName);
  if (found) return found.id;
  return input.StackName.startsWith("arn:")
    ? input.StackName
    : `arn:aws:cloudformation:${region}:${account}:stack/${input.StackName}/*`;
}
