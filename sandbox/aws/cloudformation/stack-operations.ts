import { z } from "zod";
import { type AwsOperation, operation } from "../operation.ts";
import {
  Named,
  namedStack,
  Parameters,
  StackName,
  stackArn,
  Tags,
  TemplateText,
  Texts,
  templateText,
} from "./inputs.ts";
import { parameterValues } from "./parameters.ts";
import { findStack } from "./stack.ts";
import { createStack, deleteStack, updateStack } from "./stacks.ts";
import { parsedTemplate } from "./template.ts";

export const STACK_OPERATIONS: readonly AwsOperation[] = [
  operation({
    name: "CreateStack",
    input: z.object({
      ...TemplateText,
      StackName,
      Parameters,
      Capabilities: Texts,
      Tags: Tags.default([]),
      DisableRollback: z.enum(["true", "false"]).optional(),
      OnFailure: z.enum(["ROLLBACK", "DELETE", "DO_NOTHING"]).optional(),
    }),
    resource: stackArn,
    changes: true,
    run: ({ kernel, account, region, principal, input }) => {
      const template = templateText(input);
      const usually = input.DisableRollback === "true" ? "DO_NOTHING" : "ROLLBACK";
      const { id } = createStack(kernel, {
        name: input.StackName,
        account,
        region,
        template,
        parameters: parameterValues(parsedTemplate(template), input.Parameters),
        capabilities: input.Capabilities,
        tags: input.Tags,
        onFailure: input.OnFailure ?? usually,
        principal,
      });
      return { StackId: id };
    },
  }),
  operation({
    name: "UpdateStack",
    input: z.object({
      ...TemplateText,
      StackName,
      Parameters,
      Capabilities: Texts,
      Tags: Tags.optional(),
      UsePreviousTemplate: z.enum(["true", "false"]).default("false"),
    }),
    resource: stackArn,
    changes: true,
    run: (call) => {
      const { kernel, principal, input } = call;
      const stack = namedStack(call);
      const { body } = stack;
      const template = input.UsePreviousTemplate === "true" ? body.template : templateText(input);
      const parsed = parsedTemplate(template);
      updateStack(kernel, stack, {
        template,
        parameters: parameterValues(parsed, input.Parameters, body.parameters),
        capabilities: input.Capabilities,
        Tags: input.Tags ?? body.Tags,
        principal,
      });
      return { StackId: stack.id };
    },
  }),
  operation({
    name: "DeleteStack",
    input: Named,
    resource: stackArn,
    changes: true,
    run: ({ kernel, account, region, principal, input }) => {
      const stack = findStack(kernel.store, { account, region }, input.StackName);
      if (stack && stack.body.StackStatus !== "DELETE_COMPLETE") {
        deleteStack(kernel, stack, principal);
      }
      return {};
    },
  }),
];
