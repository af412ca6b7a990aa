import { z } from "zod";
import { AwsError } from "../aws-error.ts";
import { type AwsCall, type AwsOperation, operation } from "../operation.ts";
import { instancesOf, STACK_SET, type StackSetBody } from "./stack-set-resource.ts";

const Named = z.object({ StackSetName: z.string() });

function stackSets({ kernel, account, region }: AwsCall) {
  const all = [...kernel.store.scan({ types: [STACK_SET], subscriptions: [account] })];
  return all
    .filter(({ location }) => location === region)
    .map(({ id, body }) => ({ arn: id, body: body as StackSetBody }));
}

/** @throws AwsError StackSetNotFoundException */
function namedStackSet(call: AwsCall<z.infer<typeof Named>>) {
  const { StackSetName: wanted } = call.input;
  const found = stackSets(call).find(
    ({ arn, body }) => arn === wanted || body.StackSetName === wanted || arn.endsWith(`/${wanted}`),
  );
  if (found) return found;
  throw new AwsError("StackSetNotFoundException", `StackSet ${wanted} not found`, 404);
}

function described({ arn, body: { StackSetName, set } }: ReturnType<typeof namedStackSet>) {
  return {
    StackSetName,
    StackSetId: arn.split("/").at(-1),
    Description: set.Description,
    Status: "ACTIVE",
    PermissionModel: set.PermissionModel,
    AutoDeployment: set.AutoDeployment,
  };
}

const stackSetArn = ({ account, region, input }: AwsCall<z.infer<typeof Named>>) =>
  `arn:aws:cloudformation:${region}:${account}:stackset/${input.StackSetName}:*`;

/** Stack sets are made by templates; these tell what has become of them. */
export const STACK_SET_OPERATIONS: readonly AwsOperation[] = [
  operation({
    name: "ListStackSets",
    input: z.object({}),
    run: (call) => ({ Summaries: stackSets(call).map(described) }),
  }),
  operation({
    name: "DescribeStackSet",
    input: Named,
    resource: stackSetArn,
    run: (call) => {
      const found = namedStackSet(call);
      const { TemplateBody, Parameters, Capabilities } = found.body.set;
      const more = { StackSetARN: found.arn, TemplateBody, Parameters, Capabilities };
      return { StackSet: { ...described(found), ...more } };
    },
  }),
  operation({
    name: "ListStackInstances",
    input: Named,
    resource: stackSetArn,
    run: (call) => {
      const found = namedStackSet(call);
      const { StackSetId } = described(found);
      const Summaries = instancesOf(call.kernel.store, found.arn).map(
        ({ id: StackId, account: Account, region: Region }) => ({
          ...{ StackSetId, Region, Account, StackId },
          Status: "CURRENT",
          StackInstanceStatus: { DetailedStatus: "SUCCEEDED" },
        }),
      );
      return { Summaries };
    },
  }),
];
