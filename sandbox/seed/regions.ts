export interface RegionRow {
  displayName: string;
  /** The code in the names of default workspaces: DefaultWorkspace-{subscription}-{code}. */
  workspaceCode: string;
  /** The short form that people put in the names of their own resources. */
  short: string;
}

/**
 * The regions that Northwind Harbour uses. The codes are those of the built-in policy
 * 64def556-fbad-4622-930e-72d1d5589bf5, https://github.com/Azure/azure-policy.
 */
export const REGIONS = {
  westeurope: { displayName: "West Europe", workspaceCode: "WEU", short: "weu" },
  northeurope: { displayName: "North Europe", workspaceCode: "NEU", short: "neu" },
  germanywestcentral: { displayName: "Germany West Central", workspaceCode: "DEWC", short: "gwc" },
  uksouth: { displayName: "UK South", workspaceCode: "SUK", short: "uks" },
  eastus2: { displayName: "East US 2", workspaceCode: "EUS2", short: "eus2" },
  southeastasia: { displayName: "Southeast Asia", workspaceCode: "SEA", short: "sea" },
  australiaeast: { displayName: "Australia East", workspaceCode: "EAU", short: "aue" },
  brazilsouth: { displayName: "Brazil South", workspaceCode: "CQ", short: "brs" },
} as const satisfies Record<string, RegionRow>;

export type Region = keyof typeof REGIONS;
export const REGION_NAMES = Object.keys(REGIONS) as Region[];
