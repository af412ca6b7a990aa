import { type ClusterRow, cluster } from "../cluster-row.ts";

const terminal = (harbour: string) => ({ env: "prod", product: "terminal-os", harbour });

/** Shipping operations: the plan is fully on and most clusters are healthy. */
export const SHIPPING_CLUSTERS: readonly ClusterRow[] = [
  cluster("aks-terminal-rotterdam", "rg-terminal-rtm", "westeurope", {
    nodes: 8,
    tags: terminal("Rotterdam"),
    traits: ["sensor", "policyAddon"],
  }),
  cluster("aks-terminal-antwerp", "rg-terminal-anr", "westeurope", {
    nodes: 6,
    tags: terminal("Antwerpen / Anvers"),
    traits: ["sensor", "policyAddon"],
  }),
  cluster("aks-terminal-hamburg", "rg-terminal-ham", "germanywestcentral", {
    nodes: 7,
    tags: terminal("Hamburg – Köhlbrand"),
    traits: ["sensor", "policyAddon"],
  }),
  cluster("aks-terminal-felixstowe", "rg-terminal-fxt", "uksouth", {
    tags: terminal("Felixstowe"),
    traits: ["sensor", "policyAddon"],
  }),
  cluster("aks-terminal-singapore-1", "rg-terminal-sin", "southeastasia", {
    nodes: 14,
    tags: terminal("Singapore 新加坡"),
    traits: ["sensor", "policyAddon", "cilium"],
  }),
  cluster("aks-terminal-singapore-2", "rg-terminal-sin", "southeastasia", {
    nodes: 14,
    tags: terminal("Singapore 新加坡"),
    traits: ["sensor", "policyAddon", "cilium"],
  }),
  cluster("aks-terminal-santos", "rg-terminal-ssz", "brazilsouth", {
    tags: terminal("Santos (São Paulo)"),
    traits: ["sensor", "policyAddon"],
  }),
  cluster("aks-terminal-botany", "rg-terminal-syd", "australiaeast", {
    tags: terminal("Port Botany"),
    traits: ["sensor", "policyAddon"],
  }),
  cluster("aks-terminal-savannah", "rg-terminal-sav", "eastus2", {
    tags: terminal("Savannah, GA"),
    traits: ["sensor", "policyAddon"],
  }),
  cluster("aks-vessel-tracking-prod-weu", "rg-vessel-tracking", "westeurope", {
    nodes: 16,
    tags: { env: "prod", team: "AIS ingest" },
    traits: ["sensor", "policyAddon", "workloadIdentity"],
  }),
  cluster("aks-vessel-tracking-prod-sea", "rg-vessel-tracking", "southeastasia", {
    nodes: 10,
    tags: { env: "prod", team: "AIS ingest" },
    traits: ["upgrading"],
    kubernetesVersion: "1.29.9",
  }),
  cluster("aks-customs-edi-prod", "rg-customs", "northeurope", {
    tags: { env: "prod", contact: "customs-oncall@northwind.example" },
    traits: ["private", "sensor", "policyAddon"],
  }),
  cluster("aks-container-booking-prod", "rg-booking-(new)", "westeurope", {
    nodes: 9,
    tags: { env: "prod", team: "booking", 'odd"quote': "it's fine" },
  }),
  cluster("aks-container-booking-stage", "rg-booking-(new)", "westeurope", {
    tags: { env: "staging", team: "booking" },
  }),
  cluster("aks-reefer-monitoring-prod", "rg-reefer", "northeurope", {
    tags: { env: "prod", team: "cold chain ❄" },
    traits: ["excludedAgents"],
  }),
  cluster(
    "aks-crane-scheduling-and-berth-planning-optimiser-production-01",
    "rg-crane-scheduling-and-berth-planning-optimiser-production-westeurope-shared-01",
    "westeurope",
    { tags: { env: "prod", team: "optimisation" } },
  ),
];
