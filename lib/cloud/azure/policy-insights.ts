import { z } from "zod";
import { config } from "../../config.ts";
import type { Call } from "../cloud.ts";
import type { ComplianceCounts, PolicyState, PolicyTask, TaskWish } from "../policy.ts";
import { type Arm, absentAsNull } from "./arm.ts";
import { scopePath } from "./scope-path.ts";
import { API } from "./versions.ts";

const INSIGHTS = "/providers/Microsoft.PolicyInsights";
const TASK = `${INSIGHTS}/remediations/{task}`;
const STATES_MAX = 200;

const count = z.number().int().nullish();

const Task = z.looseObject({
  id: z.string(),
  name: z.string(),
  properties: z.looseObject({
    policyAssignmentId: z.string().nullish(),
    provisioningState: z.string().nullish(),
    createdOn: z.string().nullish(),
    statusMessage: z.string().nullish(),
    deploymentStatus: z
      .looseObject({
        totalDeployments: count,
        successfulDeployments: count,
        failedDeployments: count,
      })
      .nullish(),
  }),
});

const Summary = z.looseObject({
  value: z.array(
    z.looseObject({
      results: z.looseObject({
        resourceDetails: z
          .array(z.looseObject({ complianceState: z.string().nullish(), count }))
          .nullish(),
      }),
    }),
  ),
});

const States = z.looseObject({
  value: z.array(
    z.looseObject({
      resourceId: z.string(),
      complianceState: z.string().nullish(),
      timestamp: z.string().nullish(),
    }),
  ),
});

/** The call that starts a remediation task. Pure: nothing is read or sent. */
export function taskCall(wish: TaskWish): Call {
  const url = new URL(config().azure.resourceManager);
  url.pathname = [
    "",
    ...wish.scope.split("/").filter(Boolean),
    "providers",
    "Microsoft.PolicyInsights",
    "remediations",
    wish.name,
  ]
    .map(encodeURIComponent)
    .join("/");
  url.searchParams.set("api-version", API.policyRemediations);
  return { method: "PUT", url: url.href, body: bodyOf(wish) };
}

/** Starts the remediation task unless it is there already. */
export async function ensureTask(arm: Arm, wish: TaskWish): Promise<PolicyTask> {
  const ask = { ...scopePath(wish.scope, TASK, [wish.name]), apiVersion: API.policyRemediations };
  const found = await absentAsNull(arm.get(ask));
  return taskOf(Task.parse((found ?? (await arm.put({ ...ask, body: bodyOf(wish) }))).body));
}

/** The remediation tasks of an assignment, newest first. */
export async function policyTasks(
  arm: Arm,
  scope: string,
  assignmentId: string,
): Promise<PolicyTask[]> {
  const all = await arm.all({
    ...scopePath(scope, `${INSIGHTS}/remediations`),
    apiVersion: API.policyRemediations,
    query: { $filter: belongsTo(assignmentId) },
  });
  return all
    .map((one) => Task.parse(one))
    .filter(
      ({ properties }) =>
        properties.policyAssignmentId?.toLowerCase() === assignmentId.toLowerCase(),
    )
    .map(taskOf)
    .sort((a, b) => (b.createdAt ?? "").localeCompare(a.createdAt ?? ""));
}

/** How many resources comply with an assignment, by Azure Policy's last look. */
export async function compliance(
  arm: Arm,
  scope: string,
  assignmentId: string,
): Promise<ComplianceCounts> {
  const answer = await arm.post({
    ...scopePath(scope, `${INSIGHTS}/policyStates/latest/summarize`),
    apiVersion: API.policyStates,
    query: { $filter: belongsTo(assignmentId) },
  });
  const counts: ComplianceCounts = { compliant: 0, nonCompliant: 0, exempt: 0, other: 0 };
  const [summary] = Summary.parse(answer.body).value;
  for (const { complianceState, count } of summary?.results.resourceDetails ?? []) {
    counts[COUNTED_AS[(complianceState ?? "").toLowerCase()] ?? "other"] += count ?? 0;
  }
  return counts;
}

const COUNTED_AS: Readonly<Record<string, keyof ComplianceCounts>> = {
  compliant: "compliant",
  noncompliant: "nonCompliant",
  exempt: "exempt",
};

/** What Azure Policy last found of single resources; those that don't comply come first. */
export async function policyStates(
  arm: Arm,
  scope: string,
  assignmentId: string,
): Promise<PolicyState[]> {
  const answer = await arm.post({
    ...scopePath(scope, `${INSIGHTS}/policyStates/latest/queryResults`),
    apiVersion: API.policyStates,
    query: {
      $filter: belongsTo(assignmentId),
      $orderby: "complianceState desc,resourceId asc",
      $top: String(STATES_MAX),
    },
  });
  return States.parse(answer.body).value.map(({ resourceId, complianceState, timestamp }) => ({
    resourceId,
    state: complianceState ?? "Unknown",
    at: timestamp ?? null,
  }));
}

/** Azure looks at each resource again before it deploys, which it can't do for a whole management group. */
function bodyOf({ scope, assignmentId }: TaskWish) {
  const wholeGroup = /^\/providers\/microsoft\.management\//i.test(scope);
  return {
    properties: {
      policyAssignmentId: assignmentId,
      resourceDiscoveryMode: wholeGroup ? "ExistingNonCompliant" : "ReEvaluateCompliance",
    },
  };
}

function taskOf({ id, name, properties }: z.infer<typeof Task>): PolicyTask {
  const { totalDeployments, successfulDeployments, failedDeployments } =
    properties.deploymentStatus ?? {};
  return {
    id,
    name,
    state: properties.provisioningState ?? "Accepted",
    createdAt: properties.createdOn ?? null,
    total: totalDeployments ?? 0,
    succeeded: successfulDeployments ?? 0,
    failed: failedDeployments ?? 0,
    message: properties.statusMessage ?? null,
  };
}

/** OData's way to quote: a quote within a text is doubled. */
function belongsTo(assignmentId: string): string {
  return `policyAssignmentId eq '${assignmentId.replaceAll("'", "''")}'`;
}
