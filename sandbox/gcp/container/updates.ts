import { z } from "zod";
import type { Resource } from "../../types.ts";
import { type GoogleHandler, googleBody } from "../call.ts";
import { GoogleError, invalidArgument } from "../errors.ts";
import { type ClusterBody, clusterOf, fingerprintOf, type NodePool } from "./cluster.ts";
import { beginChange } from "./operations.ts";

type Members = Readonly<Record<string, unknown>>;

const LABELLED = /^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u;
const LABEL_VALUE = /^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u;
const SYSTEM = ["SYSTEM_COMPONENTS"];

/** What `logging.googleapis.com/kubernetes` and `none` mean for the newer setting, and the other way round. */
const LOGGING = {
  service: "logging.googleapis.com/kubernetes",
  usual: ["SYSTEM_COMPONENTS", "WORKLOADS"],
} as const;
const MONITORING = { service: "monitoring.googleapis.com/kubernetes", usual: SYSTEM } as const;

const Components = z.looseObject({
  componentConfig: z.looseObject({ enableComponents: z.array(z.string()).default([]) }).default({
    enableComponents: [],
  }),
});

function byComponents(kind: "logging" | "monitoring", value: unknown): Members {
  const config = Components.parse(value);
  const { service } = kind === "logging" ? LOGGING : MONITORING;
  const on = config.componentConfig.enableComponents.length > 0;
  return { [`${kind}Config`]: config, [`${kind}Service`]: on ? service : "none" };
}

function byService(kind: "logging" | "monitoring", value: unknown): Members {
  const { service, usual } = kind === "logging" ? LOGGING : MONITORING;
  const name = String(value);
  if (name !== "none" && name !== service) {
    throw invalidArgument(`Invalid ${kind} service "${name}".`);
  }
  const enableComponents = name === "none" ? [] : [...usual];
  return {
    [`${kind}Service`]: name,
    [`${kind}Config`]: { componentConfig: { enableComponents } },
  };
}

/** What each field of an update does to the cluster; the others replace the member that they are named after. */
const UPDATES: Readonly<Record<string, (value: unknown, body: ClusterBody) => Members>> = {
  desiredLoggingConfig: (value) => byComponents("logging", value),
  desiredLoggingService: (value) => byService("logging", value),
  desiredMonitoringConfig: (value) => byComponents("monitoring", value),
  desiredMonitoringService: (value) => byService("monitoring", value),
  desiredAddonsConfig: (value, { addonsConfig }) => ({
    addonsConfig: { ...(addonsConfig as Members), ...(value as Members) },
  }),
  desiredMasterAuthorizedNetworksConfig: (value) => ({ masterAuthorizedNetworksConfig: value }),
  desiredPrivateClusterConfig: (value, { privateClusterConfig }) => ({
    privateClusterConfig: { ...(privateClusterConfig as Members), ...(value as Members) },
  }),
  desiredControlPlaneEndpointsConfig: (value) => endpoints(value as Members),
  desiredMasterVersion: (value) => ({ currentMasterVersion: value }),
};

/** Today's clients send the networks that may reach the control plane as part of its endpoints. */
function endpoints(value: Members): Members {
  const { authorizedNetworksConfig } = (value.ipEndpointsConfig ?? {}) as Members;
  return {
    controlPlaneEndpointsConfig: value,
    ...(authorizedNetworksConfig !== undefined && {
      masterAuthorizedNetworksConfig: authorizedNetworksConfig,
    }),
  };
}

export const update: GoogleHandler = (call) => {
  const cluster = clusterOf(call);
  const { update: wanted } = googleBody(
    z.object({ update: z.record(z.string(), z.unknown()).default({}) }),
    call.body,
  );
  const fields = Object.entries(wanted).filter(([name]) => name.startsWith("desired"));
  if (fields.length === 0) throw invalidArgument("Must specify a field to update.");
  const body = cluster.body as ClusterBody;
  const members = fields.flatMap(([name, value]) => {
    const change = UPDATES[name];
    return Object.entries(change ? change(value, body) : { [memberNamed(name)]: value });
  });
  return beginChange(call, cluster, {
    operationType: "UPDATE_CLUSTER",
    members: Object.fromEntries(members),
  });
};

function memberNamed(field: string): string {
  const name = field.replace(/^desired/, "");
  return name.charAt(0).toLowerCase() + name.slice(1);
}

const Labels = z.object({
  resourceLabels: z.record(z.string(), z.string()).default({}),
  labelFingerprint: z.string().default(""),
});

export const setResourceLabels: GoogleHandler = (call) => {
  const cluster = clusterOf(call);
  const { resourceLabels, labelFingerprint } = googleBody(Labels, call.body);
  checkLabels(resourceLabels);
  const current = fingerprintOf((cluster.body as ClusterBody).resourceLabels);
  if (labelFingerprint !== current) {
    throw new GoogleError(
      "FAILED_PRECONDITION",
      "Labels could not be set due to fingerprint mismatch. Get the cluster's current fingerprint and try again.",
      { http: 412 },
    );
  }
  return beginChange(call, cluster, { operationType: "SET_LABELS", members: { resourceLabels } });
};

/** https://cloud.google.com/resource-manager/docs/labels-overview#requirements (as far as known) */
function checkLabels(labels: Readonly<Record<string, string>>): void {
  if (Object.keys(labels).length > 64) throw invalidArgument("A resource has 64 labels at most.");
  for (const [key, value] of Object.entries(labels)) {
    if (LABELLED.test(key) && LABEL_VALUE.test(value)) continue;
    throw invalidArgument(
      `Invalid field 'resource_labels': label "${key}" with value "${value}" is invalid. Keys and values hold lower case letters, digits, underscores and dashes, 63 at most; keys begin with a letter.`,
      "resourceLabels",
    );
  }
}

/** One of the older methods, which set one member each. */
function setting(
  operationType: string,
  members: (body: Members, cluster: ClusterBody) => Members,
): GoogleHandler {
  return (call) => {
    const cluster = clusterOf(call);
    const body = googleBody(z.record(z.string(), z.unknown()), call.body);
    const wanted = members(body, cluster.body as ClusterBody);
    return beginChange(call, cluster, { operationType, members: wanted });
  };
}

export const setLogging = setting("UPDATE_CLUSTER", ({ loggingService }) =>
  byService("logging", loggingService),
);
export const setMonitoring = setting("UPDATE_CLUSTER", ({ monitoringService }) =>
  byService("monitoring", monitoringService),
);
export const setLegacyAbac = setting("UPDATE_CLUSTER", ({ enabled }) => ({
  legacyAbac: enabled === true ? { enabled } : {},
}));
export const setNetworkPolicy = setting("SET_NETWORK_POLICY", ({ networkPolicy }) => ({
  networkPolicy,
}));
export const setAddons = setting("UPDATE_CLUSTER", ({ addonsConfig }, cluster) => ({
  addonsConfig: { ...(cluster.addonsConfig as Members), ...(addonsConfig as Members) },
}));

/** @throws GoogleError 404 */
export function poolOf(cluster: Resource, name: string): NodePool {
  const pool = (cluster.body as ClusterBody).nodePools.find((one) => one.name === name);
  if (pool) return pool;
  throw new GoogleError(
    "NOT_FOUND",
    `Not found: node pool "${name}" of cluster "${cluster.name}".`,
  );
}

export const setManagement: GoogleHandler = (call) => {
  const cluster = clusterOf(call);
  const { name } = poolOf(cluster, String(call.params.nodePool));
  const { management } = googleBody(
    z.object({
      management: z.object({
        autoRepair: z.boolean().optional(),
        autoUpgrade: z.boolean().optional(),
      }),
    }),
    call.body,
  );
  const nodePools = (cluster.body as ClusterBody).nodePools.map((pool) =>
    pool.name === name ? { ...pool, management } : pool,
  );
  return beginChange(call, cluster, {
    operationType: "SET_NODE_POOL_MANAGEMENT",
    members: { nodePools },
  });
};
