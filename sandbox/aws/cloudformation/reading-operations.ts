import { z } from "zod";
import { type AwsOperation, operation } from "../operation.ts";
import { validationError } from "./errors.ts";
import {
  Named,
  namedStack,
  StackName,
  stackArn,
  TemplateText,
  Texts,
  templateText,
} from "./inputs.ts";
import { creationOrder } from "./order.ts";
import { checkTypes, neededCapabilities } from "./resource-kinds.ts";
import { type Stack, stacksIn } from "./stack.ts";
import { parsedTemplate, type Template } from "./template.ts";

const PAGE = 100;
const Token = { NextToken: z.string().regex(/^\d+$/, "is no token that was given out").optional() };

function paged<T>(items: readonly T[], token = "0"): { items: T[]; NextToken?: string } {
  const until = Number(token) + PAGE;
  return {
    items: items.slice(Number(token), until),
    ...(until < items.length && { NextToken: String(until) }),
  };
}

function described({ id, body }: Stack) {
  const template = parsedTemplate(body.template);
  return {
    StackId: id,
    StackName: body.StackName,
    Description: template.Description,
    Parameters: Object.entries(body.parameters).map(([ParameterKey, value]) => ({
      ParameterKey,
      ParameterValue: String(template.Parameters[ParameterKey]?.NoEcho) === "true" ? "****" : value,
    })),
    CreationTime: body.CreationTime,
    LastUpdatedTime: body.LastUpdatedTime,
    DeletionTime: body.DeletionTime,
    StackStatus: body.StackStatus,
    StackStatusReason: body.StackStatusReason,
    DisableRollback: body.onFailure === "DO_NOTHING",
    Capabilities: body.capabilities,
    Outputs: body.outputs,
    Tags: body.Tags,
    EnableTerminationProtection: false,
    DriftInformation: { StackDriftStatus: "NOT_CHECKED" },
  };
}

function resourcesOf({ id, body }: Stack) {
  return body.resources.map((resource) => ({
    StackId: id,
    StackName: body.StackName,
    LogicalResourceId: resource.LogicalResourceId,
    PhysicalResourceId: resource.PhysicalResourceId || undefined,
    ResourceType: resource.ResourceType,
    Timestamp: resource.Timestamp,
    ResourceStatus: resource.ResourceStatus,
    ResourceStatusReason: resource.ResourceStatusReason,
  }));
}

function summaryOf(template: Template) {
  const { needed, by } = neededCapabilities(template);
  return {
    Description: template.Description,
    Capabilities: needed,
    CapabilitiesReason:
      needed.length > 0
        ? `The following resource(s) require capabilities: [${by.join(", ")}]`
        : undefined,
    Parameters: Object.entries(template.Parameters).map(([ParameterKey, parameter]) => ({
      ParameterKey,
      DefaultValue: parameter.Default,
      NoEcho: String(parameter.NoEcho) === "true",
      Description: parameter.Description,
    })),
  };
}

const READING_STACKS: readonly AwsOperation[] = [
  operation({
    name: "DescribeStacks",
    input: z.object({ ...Token, StackName: StackName.optional() }),
    resource: (call) => {
      const { StackName: name } = call.input;
      return name === undefined ? "*" : stackArn({ ...call, input: { StackName: name } });
    },
    run: (call) => {
      const { kernel, account, region, input } = call;
      if (input.StackName !== undefined) {
        const named = { ...call, input: { StackName: input.StackName } };
        return { Stacks: [described(namedStack(named))] };
      }
      const all = stacksIn(kernel.store, account, region).filter(
        ({ body }) => body.StackStatus !== "DELETE_COMPLETE",
      );
      const { items, ...rest } = paged(all, input.NextToken);
      return { Stacks: items.map(described), ...rest };
    },
  }),
  operation({
    name: "ListStacks",
    input: z.object({ ...Token, StackStatusFilter: Texts }),
    run: ({ kernel, account, region, input }) => {
      const { StackStatusFilter: wanted } = input;
      const all = stacksIn(kernel.store, account, region)
        .map(described)
        .filter(({ StackStatus }) => wanted.length === 0 || wanted.includes(StackStatus));
      const { items, ...rest } = paged(all, input.NextToken);
      const StackSummaries = items.map((stack) => ({
        StackId: stack.StackId,
        StackName: stack.StackName,
        TemplateDescription: stack.Description,
        CreationTime: stack.CreationTime,
        LastUpdatedTime: stack.LastUpdatedTime,
        DeletionTime: stack.DeletionTime,
        StackStatus: stack.StackStatus,
        StackStatusReason: stack.StackStatusReason,
      }));
      return { StackSummaries, ...rest };
    },
  }),
  operation({
    name: "DescribeStackEvents",
    input: Named.extend(Token),
    resource: stackArn,
    run: (call) => {
      const { id, body } = namedStack(call);
      const latestFirst = [...body.events].reverse();
      const { items, ...rest } = paged(latestFirst, call.input.NextToken);
      const of = { StackId: id, StackName: body.StackName };
      return { StackEvents: items.map((event) => ({ ...of, ...event })), ...rest };
    },
  }),
  operation({
    name: "DescribeStackResources",
    input: Named,
    resource: stackArn,
    run: (call) => ({ StackResources: resourcesOf(namedStack(call)) }),
  }),
  operation({
    name: "DescribeStackResource",
    input: Named.extend({ LogicalResourceId: z.string() }),
    resource: stackArn,
    run: (call) => {
      const { LogicalResourceId: wanted } = call.input;
      const found = resourcesOf(namedStack(call)).find((one) => one.LogicalResourceId === wanted);
      if (!found) {
        throw validationError(
          `Resource ${wanted} does not exist for stack ${call.input.StackName}`,
        );
      }
      const { Timestamp, ...rest } = found;
      return { StackResourceDetail: { ...rest, LastUpdatedTimestamp: Timestamp } };
    },
  }),
  operation({
    name: "ListStackResources",
    input: Named.extend(Token),
    resource: stackArn,
    run: (call) => {
      const all = resourcesOf(namedStack(call)).map(
        ({ StackId: _, StackName: __, Timestamp, ...rest }) => ({
          ...rest,
          LastUpdatedTimestamp: Timestamp,
        }),
      );
      const { items, ...rest } = paged(all, call.input.NextToken);
      return { StackResourceSummaries: items, ...rest };
    },
  }),
];

const READING_TEMPLATES: readonly AwsOperation[] = [
  operation({
    name: "GetTemplate",
    input: Named.extend({ TemplateStage: z.string().optional() }),
    resource: stackArn,
    run: (call) => ({
      TemplateBody: namedStack(call).body.template,
      StagesAvailable: ["Original", "Processed"],
    }),
  }),
  operation({
    name: "ValidateTemplate",
    input: z.object(TemplateText),
    run: ({ input }) => {
      const template = parsedTemplate(templateText(input));
      creationOrder(template);
      return summaryOf(template);
    },
  }),
  operation({
    name: "GetTemplateSummary",
    input: z.object({ ...TemplateText, StackName: StackName.optional() }),
    run: (call) => {
      const { StackName: name } = call.input;
      const text =
        name === undefined
          ? templateText(call.input)
          : namedStack({ ...call, input: { StackName: name } }).body.template;
      const template = parsedTemplate(text);
      checkTypes(template);
      return {
        ...summaryOf(template),
        ResourceTypes: [...new Set(Object.values(template.Resources).map(({ Type }) => Type))],
      };
    },
  }),
];

export const READING_OPERATIONS: readonly AwsOperation[] = [
  ...READING_STACKS,
  ...READING_TEMPLATES,
];
