import { z } from "zod";
import type { ExtensionFacts } from "../cloud.ts";
import { EXTENSION_TYPES } from "../wishes.ts";
import type { Arm } from "./arm.ts";
import { graph } from "./graph.ts";
import { type Kql, kql } from "./kql.ts";
import { API } from "./versions.ts";

/** What we read of a cluster extension; all else is kept as it came. */
const Extension = z.looseObject({
  id: z.string(),
  name: z.string(),
  systemData: z.looseObject({ lastModifiedAt: z.string().nullish() }).nullish(),
  properties: z.looseObject({
    extensionType: z.string().nullish(),
    provisioningState: z.string().nullish(),
    version: z.string().nullish(),
    currentVersion: z.string().nullish(),
    autoUpgradeMinorVersion: z.boolean().nullish(),
    releaseTrain: z.string().nullish(),
    configurationSettings: z.record(z.string(), z.string()).nullish(),
    errorInfo: z
      .looseObject({ code: z.string().nullish(), message: z.string().nullish() })
      .nullish(),
    statuses: z
      .array(
        z.looseObject({
          code: z.string().nullish(),
          level: z.string().nullish(),
          message: z.string().nullish(),
        }),
      )
      .nullish(),
  }),
});
type Extension = z.infer<typeof Extension>;

const LIST_PATH =
  "/subscriptions/{s}/resourceGroups/{g}/providers/Microsoft.Kubernetes/connectedClusters/{c}/providers/Microsoft.KubernetesConfiguration/extensions";
const BELOW = "/providers/microsoft.kubernetesconfiguration/extensions/";

/** The path and values of one extension of a connected cluster. */
export function extensionUrl(clusterId: string, name: string): { path: string; values: string[] } {
  const [, , subscriptionId = "", , group = "", , , , cluster = ""] = clusterId.split("/");
  return { path: `${LIST_PATH}/{e}`, values: [subscriptionId, group, cluster, name] };
}

/** What is installed on one cluster, as it is now. */
export async function extensionsOn(arm: Arm, clusterId: string): Promise<ExtensionFacts[]> {
  const { values } = extensionUrl(clusterId, "");
  const ask = { path: LIST_PATH, values: values.slice(0, 3), apiVersion: API.extensions };
  return (await arm.all(ask)).map((item) => extensionFacts(Extension.parse(item))).sort(byName);
}

/** What is installed on every Arc-enabled cluster of the estate, by lower-cased cluster id. May lag. */
export function extensionsByCluster(arm: Arm): Promise<Map<string, ExtensionFacts[]>> {
  return collect(
    arm,
    kql`kubernetesconfigurationresources | where type =~ 'microsoft.kubernetesconfiguration/extensions' | project id, name, properties | order by id asc`,
  );
}

/** The same for one subscription. */
export function extensionsOfSubscription(
  arm: Arm,
  subscriptionId: string,
): Promise<Map<string, ExtensionFacts[]>> {
  return collect(
    arm,
    kql`kubernetesconfigurationresources | where type =~ 'microsoft.kubernetesconfiguration/extensions' and subscriptionId =~ ${subscriptionId} | project id, name, properties | order by id asc`,
  );
}

async function collect(arm: Arm, query: Kql): Promise<Map<string, ExtensionFacts[]>> {
  const found = new Map<string, ExtensionFacts[]>();
  for await (const page of graph(arm, query)) {
    for (const row of page) {
      const extension = Extension.parse(row);
      const id = extension.id.toLowerCase();
      const cluster = id.slice(0, id.indexOf(BELOW));
      found.set(cluster, [...(found.get(cluster) ?? []), extensionFacts(extension)]);
    }
  }
  return found;
}

function extensionFacts({ name, systemData, properties: p }: Extension): ExtensionFacts {
  const type = (p.extensionType ?? "").toLowerCase();
  return {
    name,
    type,
    state: p.provisioningState ?? "Succeeded",
    version: p.currentVersion ?? p.version ?? "",
    autoUpgrade: p.autoUpgradeMinorVersion !== false,
    releaseTrain: p.releaseTrain ?? "",
    workspaceId: type === EXTENSION_TYPES.sensor ? workspaceIn(p.configurationSettings) : null,
    modifiedAt: systemData?.lastModifiedAt ?? null,
    fault: faultIn(p),
  };
}

/** The setting's name is spelled in several ways by az, by the policy and in the article. */
function workspaceIn(settings: Record<string, string> | null | undefined): string | null {
  const found = Object.entries(settings ?? {}).find(
    ([name]) => name.toLowerCase() === "loganalyticsworkspaceresourceid",
  );
  return found?.[1] || null;
}

/** What the cloud says of a failure: in `errorInfo`, or on older clusters among the statuses. */
function faultIn({ errorInfo, statuses }: Extension["properties"]): ExtensionFacts["fault"] {
  const bad = statuses?.find(({ level }) => level === "Error");
  const code = errorInfo?.code ?? bad?.code;
  const message = errorInfo?.message ?? bad?.message;
  return message ? { code: code ?? "ExtensionFailed", message } : null;
}

function byName(a: ExtensionFacts, b: ExtensionFacts): number {
  return a.name.localeCompare(b.name);
}
