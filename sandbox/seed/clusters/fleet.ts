import { type ClusterRow, cluster } from "../cluster-row.ts";

/** Fleet telemetry: its subscription is disabled, so nothing in it can be changed. */
export const FLEET_CLUSTERS: readonly ClusterRow[] = [
  cluster("aks-fleet-telemetry-prod-brs", "rg-fleet-telemetry", "brazilsouth", {
    tags: { env: "prod", retire: "2025-Q4" },
    kubernetesVersion: "1.26.12",
    traits: ["omsAgent"],
  }),
  cluster("aks-fleet-telemetry-prod-aue", "rg-fleet-telemetry", "australiaeast", {
    tags: { env: "prod", retire: "2025-Q4" },
    kubernetesVersion: "1.26.12",
    traits: ["stopped"],
  }),
  cluster("aks-fleet-telemetry-dev", "rg-fleet-telemetry-dev", "eastus2", {
    nodes: 2,
    tags: { env: "dev" },
    kubernetesVersion: "1.26.12",
  }),
];
