import { type ClusterRow, cluster } from "../cluster-row.ts";

/** Platform shared services: still on the plans that Defender for Containers replaced. */
export const PLATFORM_CLUSTERS: readonly ClusterRow[] = [
  cluster("aks-platform-ci-weu", "rg-platform-ci", "westeurope", {
    nodes: 24,
    tags: { env: "shared", team: "developer experience" },
    traits: ["omsAgent"],
  }),
  cluster("aks-platform-ci-eus2", "rg-platform-ci", "eastus2", {
    nodes: 24,
    tags: { env: "shared", team: "developer experience" },
    traits: ["omsAgent"],
  }),
  cluster("aks-platform-observability", "rg-platform-observability", "westeurope", {
    nodes: 15,
    tags: { env: "shared", team: "SRE", pager: "https://oncall.northwind.example/?team=sre&x=1" },
    traits: ["private", "sensor"],
  }),
  cluster("aks-platform-identity", "rg-platform-identity", "northeurope", {
    tags: { env: "shared", team: "identity", empty: "" },
    traits: ["private"],
  }),
  cluster("aks-platform-gitops-hub", "rg-platform-gitops", "westeurope", {
    tags: { env: "shared", path: "C:\\deploy\\hub" },
    traits: ["workloadIdentity"],
  }),
  cluster("aks-platform-backup", "rg-platform-backup", "uksouth", {
    tags: { env: "shared" },
    traits: ["stopped", "omsAgent"],
  }),
];
