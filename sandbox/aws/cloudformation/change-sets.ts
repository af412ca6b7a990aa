import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { AwsError } from "../aws-error.ts";
import { type AwsCall, type AwsOperation, operation } from "../operation.ts";
import { evaluated } from "./functions.ts";
import {
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
import { checkCapabilities, checkTypes } from "./resource-kinds.ts";
import { scopeOf, wantedResources } from "./scope.ts";
import type { Stack, StackVersion } from "./stack.ts";
import { announceStack, createStack, updateStack } from "./stacks.ts";
import { parsedTemplate } from "./template.ts";

const CHANGE_SET = "aws/cloudformation/change-set";
const NOTHING =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

interface ChangeSet extends StackVersion {
  [name: string]: unknown;
  ChangeSetName: string;
  StackId: string;
  type: "CREATE" | "UPDATE";
  capabilities: readonly string[];
  tags: readonly { Key: string; Value: string }[];
  CreationTime: string;
  Changes: readonly object[];
  ExecutionStatus: string;
}

const Wanted = z.object({ StackName: StackName.optional(), ChangeSetName: z.string() });

/** A change set by its id, or by its name in a stack. */
function changeSetOf(call: AwsCall<z.infer<typeof Wanted>>) {
  const { kernel, account, input } = call;
  const all = [...kernel.store.scan({ types: [CHANGE_SET], subscriptions: [account] })];
  const found = all.find(({ id, body }) => {
    const { ChangeSetName, StackId } = body as ChangeSet;
    const isStack = [StackId, StackId.split("/")[1]].includes(input.StackName);
    return id === input.ChangeSetName || (isStack && ChangeSetName === input.ChangeSetName);
  });
  if (found) return { id: found.id, row: found, body: found.body as ChangeSet };
  throw new AwsError("ChangeSetNotFound", `ChangeSet [${input.ChangeSetName}] does not exist`, 404);
}

const resourceOf = (call: AwsCall<z.infer<typeof Wanted>>) => {
  const { StackName: name = changeSetOf(call).body.StackId } = call.input;
  return stackArn({ ...call, input: { StackName: name } });
};

/** What would be added, modified and removed. */
function changesIn(stack: Stack, version: StackVersion, capabilities: readonly string[]): object[] {
  const template = parsedTemplate(version.template);
  checkTypes(template);
  checkCapabilities(template, capabilities);
  const scope = scopeOf({ ...stack, body: { ...stack.body, ...version } }, template);
  const wanted = wantedResources(template, scope);
  const there = new Map(stack.body.resources.map((one) => [one.LogicalResourceId, one]));
  const kept = wanted.flatMap((LogicalResourceId) => {
    const { Type: ResourceType = "", Properties } = template.Resources[LogicalResourceId] ?? {};
    const old = there.get(LogicalResourceId);
    if (!old) return [change({ Action: "Add", LogicalResourceId, ResourceType })];
    if (isDeepStrictEqual(old.properties, evaluated(Properties, scope))) return [];
    const { PhysicalResourceId } = old;
    return [change({ Action: "Modify", LogicalResourceId, PhysicalResourceId, ResourceType })];
  });
  const gone = stack.body.resources
    .filter(({ LogicalResourceId }) => !wanted.includes(LogicalResourceId))
    .map(({ LogicalResourceId, PhysicalResourceId, ResourceType }) =>
      change({ Action: "Remove", LogicalResourceId, PhysicalResourceId, ResourceType }),
    );
  return [...kept, ...gone];
}

const change = (ResourceChange: object) => ({ Type: "Resource", ResourceChange });

const createChangeSet = operation({
  name: "CreateChangeSet",
  input: z.object({
    ...TemplateText,
    StackName,
    ChangeSetName: z.string().regex(/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/),
    ChangeSetType: z.enum(["CREATE", "UPDATE"]).default("UPDATE"),
    Parameters,
    Capabilities: Texts,
    Tags: Tags.default([]),
    UsePreviousTemplate: z.enum(["true", "false"]).default("false"),
  }),
  resource: stackArn,
  changes: true,
  run: (call) => {
    const { kernel, account, region, principal, input } = call;
    const { ChangeSetType: type, ChangeSetName, Capabilities: capabilities, Tags: tags } = input;
    const before = type === "UPDATE" ? namedStack(call) : undefined;
    const useOld = input.UsePreviousTemplate === "true";
    const template = useOld && before ? before.body.template : templateText(input);
    const values = before?.body.parameters ?? {};
    const parameters = parameterValues(parsedTemplate(template), input.Parameters, values);
    const version = { template, parameters };
    const stack =
      before ??
      announceStack(kernel, {
        ...version,
        ...{ name: input.StackName, account, region, capabilities, tags, principal },
        onFailure: "ROLLBACK",
      });
    const Changes = changesIn(stack, version, capabilities);
    const now = kernel.clock.now();
    const body: ChangeSet = {
      ...version,
      ...{ ChangeSetName, StackId: stack.id, type, capabilities, tags, Changes },
      CreationTime: new Date(now).toISOString(),
      ExecutionStatus: Changes.length > 0 ? "AVAILABLE" : "UNAVAILABLE",
    };
    const Id = `arn:aws:cloudformation:${region}:${account}:changeSet/${ChangeSetName}/${randomUUID()}`;
    const place = { subscriptionId: account, location: region };
    kernel.store.put({ id: Id, type: CHANGE_SET, name: ChangeSetName, ...place, body }, now);
    return { Id, StackId: stack.id };
  },
});

export const CHANGE_SET_OPERATIONS: readonly AwsOperation[] = [
  createChangeSet,
  operation({
    name: "DescribeChangeSet",
    input: Wanted,
    resource: resourceOf,
    run: (call) => {
      const { id, body } = changeSetOf(call);
      const empty = body.Changes.length === 0;
      return {
        ...{ ChangeSetId: id, ChangeSetName: body.ChangeSetName, StackId: body.StackId },
        StackName: body.StackId.split("/")[1],
        Parameters: Object.entries(body.parameters).map(([ParameterKey, ParameterValue]) => ({
          ...{ ParameterKey, ParameterValue },
        })),
        ...{ CreationTime: body.CreationTime, ExecutionStatus: body.ExecutionStatus },
        Status: empty ? "FAILED" : "CREATE_COMPLETE",
        StatusReason: empty ? NOTHING : undefined,
        ...{ Capabilities: body.capabilities, Tags: body.tags, Changes: body.Changes },
      };
    },
  }),
  operation({
    name: "ExecuteChangeSet",
    input: Wanted,
    resource: resourceOf,
    changes: true,
    run: (call) => {
      const { kernel, account, region, principal } = call;
      const { id, row, body } = changeSetOf(call);
      if (body.ExecutionStatus !== "AVAILABLE") {
        throw new AwsError(
          "InvalidChangeSetStatus",
          `ChangeSet [${id}] cannot be executed in its current status of [${body.ExecutionStatus}]`,
        );
      }
      const stack = namedStack({ ...call, input: { StackName: body.StackId } });
      const { template, parameters, capabilities, tags } = body;
      const name = stack.body.StackName;
      const place = { account, region, principal };
      if (body.type === "UPDATE") {
        updateStack(kernel, stack, { template, parameters, capabilities, Tags: tags, principal });
      } else {
        const made = { ...place, name, template, parameters, capabilities, tags, id: stack.id };
        createStack(kernel, { ...made, onFailure: "ROLLBACK" });
      }
      const executed = { ...body, ExecutionStatus: "EXECUTE_COMPLETE" };
      kernel.store.put({ ...row, body: executed }, kernel.clock.now());
      return {};
    },
  }),
  operation({
    name: "DeleteChangeSet",
    input: Wanted,
    resource: resourceOf,
    changes: true,
    run: (call) => {
      call.kernel.store.delete(changeSetOf(call).id, call.kernel.clock.now());
      return {};
    },
  }),
];
