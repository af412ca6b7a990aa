import { beginInstallation } from "../azure/arc/begin.ts";
import { CONNECTED_TYPE } from "../azure/arc/connected-cluster.ts";
import {
  AZURE_POLICY,
  DEFENDER,
  EXTENSION_TYPE,
  type ExtensionBody,
  propertiesOf,
  SHOWN_EXTENSION_TYPE,
} from "../azure/arc/extension.ts";
import { whyUnreached } from "../azure/arc/why-not.ts";
import { workspaceKeys } from "../azure/operational-insights/workspace-keys.ts";
import { ArmError, type Kernel, type Resource } from "../types.ts";
import { defaultWorkspace, WORKSPACE_RIGHTS } from "./default-workspace.ts";
import { isExcludedByTag } from "./exclusion.ts";
import { firstMissing } from "./rights.ts";
import { DEPLOY, type DeploymentContext, type Target } from "./target.ts";

const WRITE = `${SHOWN_EXTENSION_TYPE}/write`;
const KEYS = "Microsoft.OperationalInsights/workspaces/sharedKeys/action";

/** An extension that is there, on its way or going; one that failed counts as not there. */
export function extensionOf(
  { store }: Kernel,
  cluster: Resource,
  extensionType: string,
): Resource | undefined {
  const extensions = [...store.scan({ types: [EXTENSION_TYPE], below: cluster.id })];
  return extensions.find((one) => propertiesOf(one).extensionType.toLowerCase() === extensionType);
}

const common = (extensionType: string) =>
  ({
    clusterType: CONNECTED_TYPE,
    isLacking(kernel, cluster) {
      const found = extensionOf(kernel, cluster, extensionType);
      const state = found && propertiesOf(found).provisioningState;
      return state === undefined || ["Failed", "Deleting"].includes(state);
    },
    isBusy(kernel, cluster) {
      const found = extensionOf(kernel, cluster, extensionType);
      return found !== undefined && propertiesOf(found).provisioningState === "Deleting";
    },
    refusal(cluster) {
      const error = whyUnreached(cluster);
      return error && new ArmError(409, error.code, error.message);
    },
  }) satisfies Partial<Target>;

/** The Defender extension of clusters that are connected through Azure Arc. */
export const ARC_SENSOR: Target = {
  ...common(DEFENDER),
  isExcluded: isExcludedByTag,
  missingRight({ cluster, workspaceId }, access) {
    const subscription = `/subscriptions/${cluster.subscriptionId}`;
    const workspace = workspaceId || subscription;
    return firstMissing(access, [
      [DEPLOY, subscription],
      [WRITE, cluster.id],
      ...(workspaceId ? [] : WORKSPACE_RIGHTS.map((action) => [action, subscription] as const)),
      [KEYS, workspace],
    ]);
  },
  begin(context) {
    const { kernel, workspaceId } = context;
    const id = workspaceId || defaultWorkspace(context, "arc");
    const { customerId } = (kernel.store.get(id)?.body.properties ?? {}) as { customerId?: string };
    return install(context, DEFENDER, {
      extensionType: DEFENDER,
      configurationSettings: { logAnalyticsWorkspaceResourceID: id },
      configurationProtectedSettings: {
        "omsagent.secret.wsid": customerId ?? "",
        "omsagent.secret.key": workspaceKeys(kernel, id).primarySharedKey,
      },
    });
  },
};

/** The Azure Policy extension of such clusters. */
export const ARC_POLICY: Target = {
  ...common(AZURE_POLICY),
  isExcluded: () => false,
  missingRight: ({ cluster }, access) =>
    firstMissing(access, [
      [DEPLOY, cluster.id.replace(/\/providers\/.*$/i, "")],
      [WRITE, cluster.id],
    ]),
  begin: (context) => install(context, "azurepolicy", { extensionType: AZURE_POLICY }),
};

function install(
  { kernel, cluster, author, at }: DeploymentContext,
  usualName: string,
  properties: ExtensionBody["properties"],
) {
  const before = extensionOf(kernel, cluster, properties.extensionType);
  const name = before?.name ?? usualName;
  const path = `${cluster.id}/providers/${SHOWN_EXTENSION_TYPE}/${name}`;
  const fault = kernel.faults.next("operation", { method: "PUT", path });
  const sent: ExtensionBody = { identity: { type: "SystemAssigned" }, properties };
  return beginInstallation(
    {
      kernel,
      ...author,
      at,
      seconds: fault && "seconds" in fault ? fault.seconds : undefined,
      error:
        fault?.kind === "fail-operation" ? { code: fault.code, message: fault.message } : undefined,
    },
    cluster,
    { name, sent, before },
  );
}
