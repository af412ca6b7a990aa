import { randomUUID } from "node:crypto";
import type { OperationError } from "../../operations.ts";
import type { Body, Kernel, NewResource, Resource } from "../../types.ts";
import {
  EXTENSION_KINDS,
  EXTENSION_TYPE,
  type ExtensionBody,
  inState,
  propertiesOf,
  SHOWN_EXTENSION_TYPE,
} from "./extension.ts";
import { type Secrets, whyNot, whyUnreached, workspaceIdIn } from "./why-not.ts";

/** On whose behalf a change is made, for the count of effects. */
interface Behalf {
  principal: string;
  requestId: string;
}

interface Beginning extends Behalf {
  kernel: Kernel;
  /** Of the fault that was asked for, if any: how the operation shall end, and how long it takes. */
  error?: OperationError | undefined;
  seconds?: number | undefined;
  /** When it begins, if not now. */
  at?: number;
}

interface Installation {
  name: string;
  sent: ExtensionBody;
  before?: Resource | undefined;
  /** Whether the cluster keeps the secrets that it was given before, as it does where a change brings none. */
  keepsSecrets?: boolean;
}

/**
 * Begins to install an extension, or to change the one that is there. How it ends depends on the cluster and on
 * the workspace as they are now.
 */
export function beginInstallation(
  beginning: Beginning,
  cluster: Resource,
  installation: Installation,
): { id: string; resource: Resource; endsAt: number } {
  const { kernel } = beginning;
  const { name, sent, before } = installation;
  const id = before?.id ?? `${cluster.id}/providers/${SHOWN_EXTENSION_TYPE}/${name}`;
  const resource: NewResource = {
    id,
    type: EXTENSION_TYPE,
    name: before?.name ?? name,
    ...(cluster.subscriptionId !== undefined && { subscriptionId: cluster.subscriptionId }),
    ...(cluster.resourceGroup !== undefined && { resourceGroup: cluster.resourceGroup }),
    body: { ...bodyAfter(kernel, sent, before), systemData: systemData(beginning, before) },
  };
  const error = beginning.error ?? whyNot(kernel, cluster, resource, secretsOf(installation));
  const goal = inState(resource.body, error ? "Failed" : "Succeeded");
  return begin(beginning, "put", {
    resource: { ...resource, body: inState(resource.body, before ? "Updating" : "Creating") },
    finalBody: error ? withError(goal, error, kernel.clock.now()) : goal,
    error,
  });
}

/** Begins to remove an extension; without the cluster's agents that fails, unless it is forced. */
export function beginRemoval(
  beginning: Beginning,
  cluster: Resource,
  extension: Resource,
  force: boolean,
): { id: string; resource: Resource } {
  const error = beginning.error ?? (force ? undefined : whyUnreached(cluster));
  const failed = inState(extension.body, "Failed");
  const { kernel } = beginning;
  const written = { systemData: systemData(beginning, extension) };
  return kernel.store.transaction(() => {
    const begun = begin(beginning, "delete", {
      resource: { ...extension, body: { ...inState(extension.body, "Deleting"), ...written } },
      finalBody: error ? { ...withError(failed, error, kernel.clock.now()), ...written } : null,
      error,
    });
    kernel.provisioning.extensionRemoved(cluster.id, begun.endsAt);
    return begun;
  });
}

function begin(
  { kernel, principal, requestId, seconds, at }: Beginning,
  kind: "put" | "delete",
  operation: { resource: NewResource; finalBody: Body | null; error?: OperationError | undefined },
) {
  const { store, effects, operations, settings, clock } = kernel;
  return store.transaction(() => {
    const resourceId = operation.resource.id;
    effects.record({ kind, resourceId, principal, requestId }, at ?? clock.now());
    const usual = operations.drawSeconds(settings.get("operationSeconds"), settings.get("seed"));
    return operations.start({ ...operation, seconds: seconds ?? usual, at });
  });
}

/** Who wrote the extension first and last, and when, as ARM tells of every resource. */
function systemData({ kernel, principal }: Beginning, before: Resource | undefined): Body {
  const now = new Date(kernel.clock.now()).toISOString();
  const who = (role: string) => ({ [`${role}By`]: principal, [`${role}ByType`]: "Application" });
  const known = before?.body.systemData as Body | undefined;
  return {
    createdAt: now,
    ...who("created"),
    ...known,
    lastModifiedAt: now,
    ...who("lastModified"),
  };
}

function bodyAfter(kernel: Kernel, sent: ExtensionBody, before: Resource | undefined): Body {
  const { properties } = sent;
  const known = EXTENSION_KINDS[properties.extensionType.toLowerCase()];
  const pinned = properties.autoUpgradeMinorVersion === false ? properties.version : null;
  const { principalId = randomUUID() } = (before?.body.identity ?? {}) as { principalId?: string };
  return {
    ...(sent.identity && {
      identity: { type: "SystemAssigned", principalId, tenantId: kernel.tenantId },
    }),
    properties: {
      scope: { cluster: { releaseNamespace: known?.namespace ?? "default" } },
      ...properties,
      autoUpgradeMinorVersion: properties.autoUpgradeMinorVersion ?? true,
      releaseTrain: properties.releaseTrain ?? "Stable",
      version: pinned ?? null,
      currentVersion: pinned ?? known?.version ?? null,
      configurationSettings: properties.configurationSettings ?? {},
      // What lists and queries read must not hold a secret: the values are not stored.
      configurationProtectedSettings: blank(properties.configurationProtectedSettings),
      statuses: [],
      errorInfo: null,
      isSystemExtension: false,
    },
  };
}

/** What the workspace is shown: the secrets that were sent, or the one that it took when they were. */
function secretsOf({ sent, before, keepsSecrets }: Installation): Secrets {
  const stored = keepsSecrets && before ? propertiesOf(before) : undefined;
  if (stored?.provisioningState === "Succeeded") {
    return { provenFor: workspaceIdIn(stored.configurationSettings) };
  }
  return { sent: sent.properties.configurationProtectedSettings ?? {} };
}

function blank(secrets: ExtensionBody["properties"]["configurationProtectedSettings"]) {
  return Object.fromEntries(Object.keys(secrets ?? {}).map((name) => [name, ""]));
}

/** What an extension tells of its own failure. */
function withError(body: Body, { code, message }: OperationError, now: number): Body {
  const status = { code, displayStatus: "Failed", level: "Error", message };
  return {
    ...body,
    properties: {
      ...(body.properties as Body),
      errorInfo: { code, message },
      statuses: [{ ...status, time: new Date(now).toISOString() }],
    },
  };
}
