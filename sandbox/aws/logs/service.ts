import { z } from "zod";
import { AwsError } from "../aws-error.ts";
import { type AwsCall, type AwsService, operation } from "../operation.ts";
import {
  changeLogGroup,
  createLogGroup,
  findLogGroup,
  type LogGroup,
  logGroupArn,
  logGroupsOf,
} from "./log-group.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html (as far as known) */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
];
const LARGEST_PAGE = 50;

const logGroupName = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[.\-_/#A-Za-z0-9]+$/);
const Named = z.object({ logGroupName });

function groupResource({ account, region, input }: AwsCall<z.infer<typeof Named>>): string {
  return logGroupArn({ account, region, name: input.logGroupName });
}

function groupNamed({ kernel, account, region, input }: AwsCall<z.infer<typeof Named>>): LogGroup {
  const group = findLogGroup(kernel.store, { account, region, name: input.logGroupName });
  if (group) return group;
  throw new AwsError("ResourceNotFoundException", "The specified log group does not exist.");
}

function shownGroup({ id, name, body }: LogGroup): object {
  return {
    logGroupName: name,
    creationTime: body.creationTime,
    retentionInDays: body.retentionInDays,
    metricFilterCount: 0,
    arn: `${id}:*`,
    storedBytes: 0,
    logGroupClass: "STANDARD",
    logGroupArn: id,
  };
}

/** A page of things that are in the order of their names; the token is the last name that was shown. */
function paged<T extends { name: string }>(
  all: readonly T[],
  { limit, nextToken = "" }: { limit: number; nextToken?: string | undefined },
): { shown: readonly T[]; nextToken?: string } {
  const after = Buffer.from(nextToken, "base64url").toString().toLowerCase();
  const left = all.filter(({ name }) => name.toLowerCase() > after);
  const shown = left.slice(0, limit);
  const last = shown.at(-1);
  if (shown.length === left.length || !last) return { shown };
  return { shown, nextToken: Buffer.from(last.name).toString("base64url") };
}

const Page = {
  limit: z.number().int().min(1).max(LARGEST_PAGE).default(LARGEST_PAGE),
  nextToken: z.string().min(1).optional(),
};

const describeLogGroups = operation({
  name: "DescribeLogGroups",
  input: z.object({
    ...Page,
    logGroupNamePrefix: logGroupName.optional(),
    logGroupNamePattern: z.string().max(512).optional(),
  }),
  resource: ({ account, region }) => logGroupArn({ account, region, name: "*" }),
  run: ({ kernel, account, region, input }) => {
    const { logGroupNamePrefix: prefix = "", logGroupNamePattern: pattern } = input;
    if (prefix !== "" && pattern !== undefined) {
      throw new AwsError(
        "InvalidParameterException",
        "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
      );
    }
    const groups = logGroupsOf(kernel.store, { account, region }).filter(
      ({ name }) =>
        name.startsWith(prefix) && name.toLowerCase().includes((pattern ?? "").toLowerCase()),
    );
    const { shown, nextToken } = paged(groups, input);
    const found = shown.flatMap(({ id }) => kernel.store.get(id) ?? []) as LogGroup[];
    return { logGroups: found.map(shownGroup), nextToken };
  },
});

const createGroup = operation({
  name: "CreateLogGroup",
  input: Named,
  resource: groupResource,
  changes: true,
  run: ({ kernel, account, region, input }) => {
    const place = { account, region, name: input.logGroupName };
    if (findLogGroup(kernel.store, place)) {
      throw new AwsError(
        "ResourceAlreadyExistsException",
        "The specified log group already exists",
      );
    }
    createLogGroup(kernel.store, place, kernel.clock.now());
    return {};
  },
});

const putRetentionPolicy = operation({
  name: "PutRetentionPolicy",
  input: Named.extend({
    retentionInDays: z
      .number()
      .refine(
        (days) => RETENTION_DAYS.includes(days),
        `Member must satisfy enum value set: [${RETENTION_DAYS.join(", ")}]`,
      ),
  }),
  resource: groupResource,
  changes: true,
  run: (call) => {
    const { retentionInDays } = call.input;
    const { store, clock } = call.kernel;
    changeLogGroup(store, groupNamed(call), { retentionInDays }, clock.now());
    return {};
  },
});

const deleteRetentionPolicy = operation({
  name: "DeleteRetentionPolicy",
  input: Named,
  resource: groupResource,
  changes: true,
  run: (call) => {
    const { store, clock } = call.kernel;
    changeLogGroup(store, groupNamed(call), { retentionInDays: undefined }, clock.now());
    return {};
  },
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html (as far as known) */
const MOST_FILTERS = 2;

const putSubscriptionFilter = operation({
  name: "PutSubscriptionFilter",
  input: Named.extend({
    filterName: z.string().min(1).max(512),
    filterPattern: z.string().max(1024),
    destinationArn: z.string().min(1),
    roleArn: z.string().optional(),
  }),
  resource: groupResource,
  changes: true,
  run: (call) => {
    const { logGroupName: _name, ...filter } = call.input;
    const { store, clock } = call.kernel;
    const group = groupNamed(call);
    const others = group.body.filters.filter(({ filterName }) => filterName !== filter.filterName);
    if (others.length >= MOST_FILTERS) {
      throw new AwsError("LimitExceededException", "Resource limit exceeded.");
    }
    const filters = [...others, { ...filter, creationTime: clock.now() }];
    changeLogGroup(store, group, { filters }, clock.now());
    return {};
  },
});

const describeSubscriptionFilters = operation({
  name: "DescribeSubscriptionFilters",
  input: Named.extend({ ...Page, filterNamePrefix: z.string().optional() }),
  resource: groupResource,
  run: (call) => {
    const { filterNamePrefix: prefix = "", logGroupName: name } = call.input;
    const filters = groupNamed(call)
      .body.filters.filter(({ filterName }) => filterName.startsWith(prefix))
      .map((filter) => ({ ...filter, logGroupName: name, distribution: "ByLogStream" }));
    return { subscriptionFilters: filters };
  },
});

/** CloudWatch Logs: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/ (as far as known) */
export const LOGS: AwsService = {
  name: "logs",
  protocol: "awsJson1.1",
  namespace: "Logs_20140328",
  invalidInput: "InvalidParameterException",
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html (as far as known)
  quota: { burst: 10, perSecond: 10 },
  operations: [
    describeLogGroups,
    createGroup,
    putRetentionPolicy,
    deleteRetentionPolicy,
    putSubscriptionFilter,
    describeSubscriptionFilters,
  ],
};
