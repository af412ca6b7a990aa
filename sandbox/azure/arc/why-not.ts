import type { OperationError } from "../../operations.ts";
import type { Kernel, NewResource, Resource } from "../../types.ts";
import { WORKSPACE_TYPE } from "../operational-insights/workspace.ts";
import { workspaceKeys } from "../operational-insights/workspace-keys.ts";
import { connectivityOf } from "./connected-cluster.ts";
import { DEFENDER, propertiesOf } from "./extension.ts";

type Settings = Readonly<Record<string, string>>;

/** What is known of the secrets of an installation. */
export interface Secrets {
  /** As the client sent them. */
  sent?: Settings;
  /** The workspace, in lower case, that took those which the cluster has. */
  provenFor?: string | undefined;
}

/** Why a change of an extension will fail, by the state of its cluster and of what it is set up with. */
export function whyNot(
  kernel: Kernel,
  cluster: Resource,
  extension: NewResource,
  secrets: Secrets,
): OperationError | undefined {
  return whyUnreached(cluster) ?? whyNotSetUp(kernel, extension, secrets);
}

/** Azure takes the wish and hands it to the cluster's agents; it can't end well while they are away. */
export function whyUnreached(cluster: Resource): OperationError | undefined {
  const { status, since } = connectivityOf(cluster);
  if (status === "Connected") return undefined;
  const last = since ? ` They last reported at ${since}.` : "";
  return failed(
    `The agents of the connected cluster '${cluster.name}' did not answer: its connectivity status is '${status}'.${last} Make sure that the cluster is online and its agents are running, then retry.`,
  );
}

/** The Defender extension signs in to its workspace with a key while it is installed. */
function whyNotSetUp(
  kernel: Kernel,
  extension: NewResource,
  { sent, provenFor }: Secrets,
): OperationError | undefined {
  const { extensionType, configurationSettings } = propertiesOf(extension);
  if (extensionType.toLowerCase() !== DEFENDER) return undefined;
  const settings = lowerCased(configurationSettings ?? {});
  const secrets = lowerCased(sent ?? {});
  const workspace = workspaceOf(kernel, settings, secrets);
  if (!workspace) {
    const named = settings.loganalyticsworkspaceresourceid ?? settings["loganalytics.workspaceid"];
    return failed(
      named
        ? `The Log Analytics workspace '${named}' could not be found.`
        : "No Log Analytics workspace is set: logAnalyticsWorkspaceResourceID is missing.",
    );
  }
  const { features } = workspace.body.properties as { features?: { disableLocalAuth?: boolean } };
  if (features?.disableLocalAuth === true) {
    return failed(
      `The Log Analytics workspace '${workspace.name}' has local authentication disabled, so the extension can't sign in with its key.`,
    );
  }
  const isProven = provenFor !== undefined && provenFor === workspaceIdIn(configurationSettings);
  return isProven ? undefined : whyKeyIsRefused(kernel, workspace, secrets);
}

function whyKeyIsRefused(kernel: Kernel, { id, name }: Resource, secrets: Settings) {
  const key = secrets["omsagent.secret.key"] ?? secrets["loganalytics.key"];
  if (key && Object.values(workspaceKeys(kernel, id)).includes(key)) return undefined;
  return failed(
    key
      ? `The Log Analytics workspace '${name}' refused the key that the extension was given.`
      : `The protected setting 'omsagent.secret.key' is missing, so the extension can't sign in to the Log Analytics workspace '${name}'.`,
  );
}

/** The workspace that settings name, in lower case. */
export function workspaceIdIn(settings: Settings | null | undefined): string | undefined {
  const named = lowerCased(settings ?? {});
  const id = named.loganalyticsworkspaceresourceid ?? named["loganalytics.workspaceid"];
  return id?.toLowerCase();
}

/** The workspace by its resource id, or by its own id as the older body names it. */
function workspaceOf({ store }: Kernel, settings: Settings, secrets: Settings) {
  const id = settings.loganalyticsworkspaceresourceid;
  if (id) {
    const found = store.get(id);
    return found?.type === WORKSPACE_TYPE ? found : undefined;
  }
  const customerId = settings["loganalytics.workspaceid"] ?? secrets["omsagent.secret.wsid"];
  if (!customerId) return undefined;
  for (const workspace of store.scan({ types: [WORKSPACE_TYPE] })) {
    const { customerId: own } = workspace.body.properties as { customerId?: string };
    if (own === customerId) return workspace;
  }
  return undefined;
}

function lowerCased(settings: Settings): Settings {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

function failed(why: string): OperationError {
  return {
    code: "ExtensionOperationFailed",
    message: `The extension operation failed with the following error: ${why}`,
  };
}
