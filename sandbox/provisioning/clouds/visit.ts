import { randomUUID } from "node:crypto";
import type { AccessBook } from "../../arm/access.ts";
import { AZURE_POLICY, DEFENDER } from "../../azure/arc/extension.ts";
import { storedConnector } from "../../azure/security/connectors/connector.ts";
import { DEFENDER_PROVISIONING } from "../../identities.ts";
import { ArmError, type Kernel, type Resource } from "../../types.ts";
import { ARC_POLICY, ARC_SENSOR, extensionOf } from "../arc-targets.ts";
import { isExcluded, isExcludedByTag } from "../exclusion.ts";
import { type Connecting, connect, twinOf } from "./arc-twin.ts";
import { CLOUDS } from "./clouds.ts";
import { rememberEntities } from "./entities.ts";
import { type ForeignCluster, type Step, then, type Visit, type Visitor } from "./foreign-cloud.ts";
import type { Blocked, Component } from "./visits.ts";

/** The switches of the offering, by the component that each is. */
const SWITCHES: Readonly<Record<Component, string>> = {
  auditLogs: "enableAuditLogsAutoProvisioning",
  sensor: "enableDefenderAgentAutoProvisioning",
  policy: "enablePolicyAgentAutoProvisioning",
};

/** What came of a visit: what stood in the way, and when what was begun has ended. */
export interface Outcome {
  blocked: Blocked;
  /** Absent where nothing was begun. */
  until?: number;
}

/** Looks over all clusters that a connector leads to, and provides on each what the offering says. */
export function visitConnector(
  kernel: Kernel,
  book: AccessBook,
  resource: Resource,
  at: number,
): Outcome {
  const connector = storedConnector(resource);
  const cloud = CLOUDS[connector.properties.environmentName];
  const { offerings } = connector.properties;
  const offering = offerings.find(({ offeringType }) => offeringType === cloud.offering);
  const visit: Visit = { kernel, connector, offering, at };
  const clusters = cloud.clusters(visit);
  rememberEntities(kernel, cloud, { connector: resource, clusters, at });
  const wanted = componentsOf(offering);
  if (wanted.length === 0) return { blocked: {} };
  const visitor = cloud.enter(visit);
  const access = book.of(DEFENDER_PROVISIONING);
  const common = { kernel, cloud, connector: resource, access, at };
  const steps: Taken[] = clusters.flatMap((cluster) =>
    wanted.map((component) => ({
      cluster,
      component,
      step: provide(visitor, component, { ...common, cluster }),
    })),
  );
  const ends = steps.flatMap(({ step }) =>
    typeof step === "object" && "until" in step ? step.until : [],
  );
  return {
    blocked: blockedOf(steps),
    ...(ends.length > 0 && { until: Math.min(...ends) }),
  };
}

function componentsOf(offering: Visit["offering"]): Component[] {
  const all = Object.keys(SWITCHES) as Component[];
  return all.filter((component) => offering?.[SWITCHES[component]] === true);
}

function provide(
  visitor: Visitor | { blocked: string },
  component: Component,
  connecting: Connecting,
): Step {
  const { cluster } = connecting;
  // Audit logs are today's "agentless threat protection".
  const kind = component === "auditLogs" ? "agentless" : "sensor";
  if (isExcluded(cluster.tags, kind)) return "done";
  if ("blocked" in visitor) return visitor;
  if (component === "auditLogs") return visitor.auditLogs(cluster);
  return then(letIn(visitor, connecting), () =>
    then(connect(connecting), () => install(component, connecting)),
  );
}

/** A cluster that is connected has let the agents in before. */
function letIn(visitor: Visitor, { kernel, connector, cluster }: Connecting): Step {
  return twinOf(kernel, connector, cluster) ? "done" : visitor.enterCluster(cluster);
}

/** The extensions, by the component that asks for them. */
const EXTENSIONS = {
  sensor: { target: ARC_SENSOR, type: DEFENDER },
  policy: { target: ARC_POLICY, type: AZURE_POLICY },
} as const;

function install(component: "sensor" | "policy", connecting: Connecting): Step {
  const { kernel, connector, cluster, access, at } = connecting;
  const { target, type } = EXTENSIONS[component];
  const twin = twinOf(kernel, connector, cluster);
  if (!twin) return { blocked: "The cluster is not connected to Azure Arc." };
  if (component === "sensor" && isExcludedByTag(twin)) return "done";
  const extension = extensionOf(kernel, twin, type);
  const running = extension && kernel.operations.running(extension.id);
  if (running) return { until: running.endsAt };
  if (!target.isLacking(kernel, twin)) return "done";
  const author = { principal: access.principal.objectId, requestId: randomUUID() };
  const context = { kernel, cluster: twin, author, workspaceId: "", at };
  const missing = target.missingRight(context, access);
  if (missing) return { blocked: missing.message };
  try {
    const { endsAt } = target.begin(context);
    // What has failed is tried again at each visit, and doesn't bring the next one nearer.
    return extension ? { blocked: failureOf(extension) } : { until: endsAt };
  } catch (error) {
    if (error instanceof ArmError) return { blocked: error.message };
    throw error;
  }
}

function failureOf({ name, body }: Resource): string {
  const { errorInfo } = body.properties as { errorInfo?: { message?: string } | null };
  return errorInfo?.message ?? `The extension ${name} could not be installed.`;
}

interface Taken {
  cluster: ForeignCluster;
  component: Component;
  step: Step;
}

function blockedOf(steps: readonly Taken[]): Blocked {
  const found: Record<string, Partial<Record<Component, string>>> = {};
  for (const { cluster, component, step } of steps) {
    if (typeof step === "string" || !("blocked" in step)) continue;
    found[cluster.id] = { ...found[cluster.id], [component]: step.blocked };
  }
  return found;
}
