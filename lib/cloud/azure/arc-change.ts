import { config } from "../../config.ts";
import type {
  BeforeCall,
  Call,
  Change,
  ClusterFacts,
  ClusterWish,
  ExtensionFacts,
  Progress,
} from "../cloud.ts";
import {
  EXTENSION_TYPES,
  extensionOf,
  isAzureWish,
  isGranted,
  isSettled,
  partOf,
  stateOf,
} from "../wishes.ts";
import { tagsAfter } from "./aks-change.ts";
import type { Arm, Ask } from "./arm.ts";
import { connectedClusterUrl, readConnectedCluster } from "./connected-clusters.ts";
import { extensionUrl } from "./extensions.ts";
import { busy, operationUrlOf, running } from "./progress.ts";
import { API } from "./versions.ts";
import { type WorkspaceSecret, workspaceSecret } from "./workspaces.ts";

/** Where Kubernetes writes its audit log unless told otherwise. Source: the article, "REST API". */
const AUDIT_LOG_PATH = "/var/log/kube-apiserver/audit.log";
/** Stands for a secret in what is shown and stored. */
const HIDDEN = "(read from the workspace when the call is made; never shown or stored)";

/** The call that would grant the wish on the cluster as it is now; null when it is granted already. */
export async function arcChange(arm: Arm, armId: string, wish: ClusterWish): Promise<Change> {
  const { facts } = await readConnectedCluster(arm, armId);
  const change = changeOf(facts, wish);
  return isGranted(facts, wish) ? { ...change, call: null, after: change.before } : change;
}

/**
 * Grants a wish on an Arc-enabled cluster. Looks first; `before` is called between looking and changing. ARM
 * knows no ETag for extensions, so a second call is kept away by looking, and by the caller's gate.
 */
export async function ensureOnArc(
  arm: Arm,
  armId: string,
  wish: ClusterWish,
  before: BeforeCall,
  earlier: unknown,
): Promise<Progress> {
  const { facts, answer } = await readConnectedCluster(arm, armId);
  const part = partOf(wish);
  // An earlier call was made, whose answer was never written down: what came of it is the end of this one.
  if (hasFailedSince(facts, wish, earlier)) return running(answer, null);
  if (isGranted(facts, wish) && isSettled(facts, part)) return { state: "done", cluster: facts };
  if (!isSettled(facts, part)) {
    if (isUnderWay(facts, wish)) return running(answer, null);
    throw busy(facts.name, stateOf(facts, part) ?? "", answer.requestId);
  }
  const change = changeOf(facts, wish);
  const secret = "workspaceId" in wish ? await workspaceSecret(arm, wish.workspaceId) : null;
  await before(change);
  if (change.first) {
    const tagged = await arm.patch({ ...tagsAsk(facts), body: change.first.body });
    // Nothing is left to be removed: the tag was all that was missing.
    if (!extensionOf(facts, part)) return running(tagged, null);
  }
  const sent = await send(arm, askOf(facts, wish), change.call, secret);
  return running(sent, operationUrlOf(sent));
}

/** Whether the extension has been written since `earlier` was seen of it, and has failed. */
function hasFailedSince(facts: ClusterFacts, wish: ClusterWish, earlier: unknown): boolean {
  if (!earlier) return false;
  const extension = extensionOf(facts, partOf(wish));
  const seen = (earlier as { extension?: ExtensionFacts | null }).extension;
  return extension?.state === "Failed" && extension.modifiedAt !== (seen?.modifiedAt ?? undefined);
}

/** Whether what runs on the part is the very thing that is wished for; after a crash it is our own. */
function isUnderWay(facts: ClusterFacts, wish: ClusterWish): boolean {
  const extension = extensionOf(facts, partOf(wish));
  const leaving = wish.kind === "noSensor" || wish.kind === "noPolicyAddon";
  if (leaving) return extension?.state === "Deleting";
  if (extension?.state === "Deleting") return false;
  return "workspaceId" in wish
    ? extension?.workspaceId?.toLowerCase() === wish.workspaceId.toLowerCase()
    : true;
}

function send(
  arm: Arm,
  ask: Omit<Ask, "body">,
  { method, body }: Call,
  secret: WorkspaceSecret | null,
) {
  if (method === "DELETE") return arm.delete(ask);
  const whole = secret ? withSecret(body, secret) : body;
  return method === "PATCH" ? arm.patch({ ...ask, body: whole }) : arm.put({ ...ask, body: whole });
}

function withSecret(body: unknown, secret: WorkspaceSecret): unknown {
  const { properties, ...rest } = body as { properties: object };
  return {
    ...rest,
    properties: { ...properties, configurationProtectedSettings: protectedSettings(secret) },
  };
}

function protectedSettings({ customerId, key }: WorkspaceSecret): Record<string, string> {
  return { "omsagent.secret.wsid": customerId, "omsagent.secret.key": key };
}

function askOf(facts: ClusterFacts, wish: ClusterWish): Omit<Ask, "body"> {
  return wish.kind === "exclusion"
    ? tagsAsk(facts)
    : { ...extensionUrl(facts.armId, nameOf(facts, wish)), apiVersion: API.extensions };
}

function tagsAsk({ armId }: ClusterFacts): Omit<Ask, "body"> {
  return { ...connectedClusterUrl(armId), apiVersion: API.connectedClusters };
}

/** An extension that is there keeps its name, whoever gave it. */
function nameOf(facts: ClusterFacts, wish: ClusterWish): string {
  const part = partOf(wish);
  const usual = part === "policy" ? "azurepolicy" : EXTENSION_TYPES.sensor;
  return extensionOf(facts, part)?.name ?? usual;
}

function changeOf(facts: ClusterFacts, wish: ClusterWish): Change & { call: Call } {
  const extension = extensionOf(facts, partOf(wish)) ?? null;
  const url = urlOf(facts, wish);
  const { method, body, after } = partsOf(facts, extension, wish);
  const change = { call: { method, url, body }, before: { extension }, after };
  if (wish.kind === "exclusion") return { ...change, before: { tags: facts.tags } };
  if (wish.kind !== "noSensor" || !wish.exclude || facts.excludedBy !== null) return change;
  // The tag goes first: without the extension and without it, automatic provisioning would come round.
  const tag = { kind: "exclusion", excluded: true } as const;
  const tags = tagsAfter(facts.tags, true);
  return {
    first: { method: "PATCH", url: urlOf(facts, tag), body: { tags } },
    call: change.call,
    before: { extension, tags: facts.tags },
    after: { extension: null, tags },
  };
}

interface Parts {
  method: Call["method"];
  body: unknown;
  after: unknown;
}

function partsOf(facts: ClusterFacts, extension: ExtensionFacts | null, wish: ClusterWish): Parts {
  if (!isAzureWish(wish)) throw new Error(`Not for clusters in Azure: ${wish.kind}.`);
  switch (wish.kind) {
    case "exclusion": {
      const tags = tagsAfter(facts.tags, wish.excluded);
      return { method: "PATCH", body: { tags }, after: { tags } };
    }
    case "noSensor":
    case "noPolicyAddon":
      return { method: "DELETE", body: null, after: { extension: null } };
    case "workspace": {
      const properties = sensorSettings(wish.workspaceId);
      return {
        method: "PATCH",
        body: { properties },
        after: { extension: { ...extension, workspaceId: wish.workspaceId } },
      };
    }
    case "sensor": {
      const properties = {
        ...installation(EXTENSION_TYPES.sensor, "mdc"),
        ...sensorSettings(wish.workspaceId, wish.auditLogPath ?? AUDIT_LOG_PATH),
      };
      return {
        method: "PUT",
        body: { identity: IDENTITY, properties },
        after: { extension: properties },
      };
    }
    case "policyAddon": {
      const properties = installation(EXTENSION_TYPES.policy, "kube-system");
      return {
        method: "PUT",
        body: { identity: IDENTITY, properties },
        after: { extension: properties },
      };
    }
  }
}

const IDENTITY = { type: "SystemAssigned" };

/** As Azure's own policies install it: 708b60a6… version 7.3.0-preview and 0adc5395… version 1.1.0 (2026-04). */
function installation(extensionType: string, releaseNamespace: string) {
  return {
    extensionType,
    autoUpgradeMinorVersion: true,
    releaseTrain: "Stable",
    scope: { cluster: { releaseNamespace } },
  };
}

function sensorSettings(workspaceId: string, auditLogPath?: string) {
  return {
    configurationSettings: {
      logAnalyticsWorkspaceResourceID: workspaceId,
      ...(auditLogPath ? { auditLogPath } : {}),
    },
    configurationProtectedSettings: protectedSettings({ customerId: HIDDEN, key: HIDDEN }),
  };
}

function urlOf(facts: ClusterFacts, wish: ClusterWish): string {
  const { resourceManager } = config().azure;
  const below =
    wish.kind === "exclusion"
      ? ""
      : `/providers/Microsoft.KubernetesConfiguration/extensions/${nameOf(facts, wish)}`;
  const version = wish.kind === "exclusion" ? API.connectedClusters : API.extensions;
  return `${resourceManager}${encodeURI(facts.armId + below)}?api-version=${version}`;
}
