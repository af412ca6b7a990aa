import { randomUUID } from "node:crypto";
import type { Kernel } from "../../types.ts";
import type { Author } from "../container-service/begin-change.ts";

/** The code of each region in the names of default workspaces, by the built-in policy 64def556-… (2026-04). */
const REGION_CODES: Readonly<Record<string, string>> = {
  australiacentral: "CAU",
  australiacentral2: "CBR2",
  australiaeast: "EAU",
  australiasoutheast: "SEAU",
  brazilsouth: "CQ",
  brazilsoutheast: "BRSE",
  canadacentral: "CCA",
  canadaeast: "YQ",
  centralindia: "CIN",
  centralus: "CUS",
  chinaeast2: "E2",
  chinaeast3: "NE3",
  chinanorth3: "NN3",
  eastasia: "EA",
  eastus: "EUS",
  eastus2: "EUS2",
  eastus2euap: "eus2p",
  francecentral: "PAR",
  francesouth: "MRS",
  germanynorth: "DEN",
  germanywestcentral: "DEWC",
  israelcentral: "ILC",
  italynorth: "ITN",
  japaneast: "EJP",
  japanwest: "OS",
  jioindiacentral: "JINC",
  jioindiawest: "JINW",
  koreacentral: "SE",
  koreasouth: "PS",
  mexicocentral: "MXC",
  northcentralus: "NCUS",
  northeurope: "NEU",
  norwayeast: "NOE",
  norwaywest: "NOW",
  polandcentral: "PLC",
  qatarcentral: "QLC",
  southafricanorth: "JNB",
  southafricawest: "CPT",
  southcentralus: "SCUS",
  southeastasia: "SEA",
  southindia: "MA",
  spaincentral: "ESC",
  swedencentral: "SEC",
  switzerlandnorth: "CHN",
  switzerlandwest: "CHW",
  uaecentral: "AUH",
  uaenorth: "DXB",
  uksouth: "SUK",
  ukwest: "WUK",
  usgovarizona: "USGA",
  usgovvirginia: "USGV",
  westcentralus: "WCUS",
  westeurope: "WEU",
  westus: "WUS",
  westus2: "WUS2",
  westus3: "USW3",
};

/** Regions that the policy for Azure Arc, 708b60a6-… (2026-04), does not know yet. */
const UNKNOWN_TO_ARC: ReadonlySet<string> = new Set([
  "chinaeast2",
  "chinaeast3",
  "chinanorth3",
  "germanynorth",
  "israelcentral",
  "italynorth",
  "mexicocentral",
  "polandcentral",
  "qatarcentral",
  "southafricawest",
  "spaincentral",
  "usgovarizona",
  "usgovvirginia",
]);

/** The workspace that Defender for Cloud makes for the sensors of a region, and the group that it lies in. */
export interface DefaultWorkspace {
  id: string;
  name: string;
  group: string;
  location: string;
}

/** Where the default workspace of a region lies; nothing for a region that the policy has no code for. */
export function defaultWorkspaceOf(
  subscriptionId: string,
  location: string,
  through: "aks" | "arc",
): DefaultWorkspace | undefined {
  const region = location.replaceAll(" ", "").toLowerCase();
  const code = REGION_CODES[region];
  if (code === undefined || (through === "arc" && UNKNOWN_TO_ARC.has(region))) return undefined;
  const group = `DefaultResourceGroup-${code}`;
  const name = `DefaultWorkspace-${subscriptionId}-${code}`;
  const id = `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.OperationalInsights/workspaces/${name}`;
  return { id, name, group, location: region };
}

/** Makes a default workspace and its resource group where they are missing, each an effect of its own. */
export function ensureDefaultWorkspace(
  { store, effects }: Kernel,
  subscriptionId: string,
  { id, name, group, location }: DefaultWorkspace,
  author: Author,
  at: number,
): void {
  const groupId = `/subscriptions/${subscriptionId}/resourceGroups/${group}`;
  const place = { subscriptionId, resourceGroup: group };
  if (!store.get(groupId)) {
    effects.record({ kind: "put", resourceId: groupId, ...author }, at);
    const body = { location, properties: { provisioningState: "Succeeded" } };
    const type = "microsoft.resources/subscriptions/resourcegroups";
    store.put({ id: groupId, type, name: group, ...place, location, body }, at);
  }
  if (store.get(id)) return;
  effects.record({ kind: "put", resourceId: id, ...author }, at);
  const now = new Date(at).toISOString();
  const body = {
    location,
    properties: {
      customerId: randomUUID(),
      provisioningState: "Succeeded",
      sku: { name: "pernode", lastSkuUpdate: now },
      retentionInDays: 30,
      features: { searchVersion: 1, enableLogAccessUsingOnlyResourcePermissions: true },
      publicNetworkAccessForIngestion: "Enabled",
      publicNetworkAccessForQuery: "Enabled",
      createdDate: now,
      modifiedDate: now,
    },
  };
  store.put(
    { id, type: "microsoft.operationalinsights/workspaces", name, ...place, location, body },
    at,
  );
}
