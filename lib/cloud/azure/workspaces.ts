import { z } from "zod";
import type { WorkspaceFacts, WorkspaceWish } from "../cloud.ts";
import { type Arm, absentAsNull } from "./arm.ts";
import { graph } from "./graph.ts";
import { kql } from "./kql.ts";
import { refused } from "./progress.ts";
import { API } from "./versions.ts";

const GROUP_PATH = "/subscriptions/{s}/resourceGroups/{g}";
const WORKSPACE_PATH = `${GROUP_PATH}/providers/Microsoft.OperationalInsights/workspaces/{w}`;
const WORKSPACE_ID =
  /^\/subscriptions\/([^/]+)\/resourcegroups\/([^/]+)\/providers\/microsoft\.operationalinsights\/workspaces\/([^/]+)$/i;

const ASK_AGAIN_SECONDS = 2;
/** States that do not pass by themselves. */
const BROKEN = new Set(["Failed", "Canceled"]);

const Workspace = z.looseObject({
  properties: z.looseObject({
    provisioningState: z.string().nullish(),
    customerId: z.string().nullish(),
  }),
});

const SharedKeys = z.looseObject({ primarySharedKey: z.string() });

/** With what an extension signs in to a workspace. It is passed on and never kept. */
export interface WorkspaceSecret {
  customerId: string;
  key: string;
}

/** Reads the workspace's id and key in the actor's own name; the action is workspaces/sharedKeys. */
export async function workspaceSecret(arm: Arm, workspaceId: string): Promise<WorkspaceSecret> {
  const values = valuesOf(workspaceId);
  const [workspace, keys] = await Promise.all([
    arm.get({ path: WORKSPACE_PATH, values, apiVersion: API.workspaces }),
    arm.post({ path: `${WORKSPACE_PATH}/sharedKeys`, values, apiVersion: API.sharedKeys }),
  ]);
  return {
    customerId: Workspace.parse(workspace.body).properties.customerId ?? "",
    key: SharedKeys.parse(keys.body).primarySharedKey,
  };
}

const Row = z.object({
  id: z.string(),
  name: z.string(),
  subscriptionId: z.string(),
  resourceGroup: z.string(),
  location: z.string(),
  properties: z.looseObject({
    provisioningState: z.string().nullish(),
    retentionInDays: z.number().nullish(),
    sku: z.looseObject({ name: z.string().nullish() }).nullish(),
    features: z.looseObject({ disableLocalAuth: z.boolean().nullish() }).nullish(),
    publicNetworkAccessForIngestion: z.string().nullish(),
  }),
});

/** Every workspace that the actor can see. */
export async function* workspaces(arm: Arm): AsyncGenerator<WorkspaceFacts[]> {
  const query = kql`resources | where type =~ 'microsoft.operationalinsights/workspaces' | project id, name, subscriptionId, resourceGroup, location, properties | order by id asc`;
  for await (const page of graph(arm, query)) yield page.map((row) => factsOf(Row.parse(row)));
}

function factsOf({ id, properties, ...row }: z.infer<typeof Row>): WorkspaceFacts {
  return {
    id: id.toLowerCase(),
    armId: id,
    name: row.name,
    subscriptionId: row.subscriptionId,
    resourceGroup: row.resourceGroup.toLowerCase(),
    region: row.location,
    retentionDays: properties.retentionInDays ?? null,
    sku: properties.sku?.name ?? "",
    provisioningState: properties.provisioningState ?? "Succeeded",
    localAuthDisabled: properties.features?.disableLocalAuth === true,
    publicIngestion: properties.publicNetworkAccessForIngestion !== "Disabled",
  };
}

/** Whether the workspace exists and is ready. */
export async function workspaceReady(arm: Arm, workspaceId: string): Promise<boolean> {
  return (await stateOf(arm, valuesOf(workspaceId))) === "Succeeded";
}

function valuesOf(workspaceId: string): string[] {
  const values = WORKSPACE_ID.exec(workspaceId)?.slice(1);
  if (values) return values;
  // A policy's parameter, or a cluster, may name anything.
  throw refused({
    kind: "rejected",
    code: "InvalidWorkspaceId",
    message: `“${workspaceId}” is not the id of a Log Analytics workspace. Correct the policy assignment that names it, or choose a workspace.`,
    requestId: null,
  });
}

/** Creates the workspace, and its resource group first, unless they are there already. */
export async function ensureWorkspace(
  arm: Arm,
  wish: WorkspaceWish,
): Promise<"done" | { askAgainInSeconds: number; created: boolean }> {
  const values = [wish.subscriptionId, wish.resourceGroup, wish.name];
  const state = await stateOf(arm, values);
  if (state === "Succeeded") return "done";
  if (state !== null && BROKEN.has(state)) {
    throw refused({
      kind: "failed",
      code: "WorkspaceFailed",
      message: `The default workspace ${wish.name} is in the state ${state}. Repair or delete it in Azure, or choose another.`,
      requestId: null,
    });
  }
  if (state !== null) return { askAgainInSeconds: ASK_AGAIN_SECONDS, created: false };
  await ensureGroup(arm, wish);
  await arm.put({
    path: WORKSPACE_PATH,
    values,
    apiVersion: API.workspaces,
    // What Defender's own provisioning asks for: no retention beyond the free 30 days.
    body: {
      location: wish.region,
      properties: { sku: { name: "PerNode" }, retentionInDays: 30, features: { searchVersion: 1 } },
    },
  });
  return { askAgainInSeconds: ASK_AGAIN_SECONDS, created: true };
}

async function ensureGroup(arm: Arm, { subscriptionId, resourceGroup, region }: WorkspaceWish) {
  const ask = {
    path: GROUP_PATH,
    values: [subscriptionId, resourceGroup],
    apiVersion: API.resourceGroups,
  };
  const found = await absentAsNull(arm.get(ask));
  if (!found) await arm.put({ ...ask, body: { location: region } });
}

async function stateOf(arm: Arm, values: string[]): Promise<string | null> {
  const found = await absentAsNull(
    arm.get({ path: WORKSPACE_PATH, values, apiVersion: API.workspaces }),
  );
  return found && (Workspace.parse(found.body).properties.provisioningState ?? "Succeeded");
}
