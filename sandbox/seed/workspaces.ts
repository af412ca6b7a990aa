import type { NewResource } from "../types.ts";
import { REGIONS, type Region } from "./regions.ts";

export interface WorkspaceRow {
  subscriptionId: string;
  group: string;
  name: string;
  region: Region;
  sku: "PerNode" | "PerGB2018";
  retentionInDays: number;
}

/** The workspace that Azure makes by itself for the sensors of a region. */
export function defaultWorkspace(subscriptionId: string, region: Region): WorkspaceRow {
  const { workspaceCode } = REGIONS[region];
  return {
    subscriptionId,
    group: `DefaultResourceGroup-${workspaceCode}`,
    name: `DefaultWorkspace-${subscriptionId}-${workspaceCode}`,
    region,
    sku: "PerNode",
    retentionInDays: 30,
  };
}

export function workspaceId({ subscriptionId, group, name }: WorkspaceRow): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.OperationalInsights/workspaces/${name}`;
}

/** A workspace as the API 2022-10-01 returns it. `customerId` is the GUID that its agents know it by. */
export function workspace(row: WorkspaceRow, customerId: string): NewResource {
  const { subscriptionId, group, name, region, sku, retentionInDays } = row;
  return {
    id: workspaceId(row),
    type: "microsoft.operationalinsights/workspaces",
    name,
    subscriptionId,
    resourceGroup: group,
    location: region,
    body: {
      location: region,
      properties: {
        customerId,
        provisioningState: "Succeeded",
        sku: { name: sku, lastSkuUpdate: "2023-05-04T06:07:08Z" },
        retentionInDays,
        features: { searchVersion: 1, enableLogAccessUsingOnlyResourcePermissions: true },
        workspaceCapping: {
          dailyQuotaGb: -1,
          quotaNextResetTime: "2026-01-01T06:00:00Z",
          dataIngestionStatus: "RespectQuota",
        },
        publicNetworkAccessForIngestion: "Enabled",
        publicNetworkAccessForQuery: "Enabled",
        createdDate: "2023-05-04T06:07:08Z",
        modifiedDate: "2023-05-04T06:07:08Z",
      },
    },
  };
}
