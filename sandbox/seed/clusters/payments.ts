import { type ClusterRow, cluster } from "../cluster-row.ts";

const pci = { "data-class": "PCI-DSS", env: "prod" };

/** Payments production: most clusters lack the sensor and can be fixed; a few can't, each for a reason of its own. */
export const PAYMENTS_CLUSTERS: readonly ClusterRow[] = [
  cluster("aks-pay-ledger-prod-weu-01", "rg-pay-ledger-prod-weu", "westeurope", {
    nodes: 12,
    tags: { ...pci, team: "ledger", owner: "Søren Kjærgård" },
    traits: ["policyAddon"],
  }),
  cluster("aks-pay-ledger-prod-neu-01", "rg-pay-ledger-prod-neu", "northeurope", {
    nodes: 12,
    tags: { ...pci, team: "ledger", owner: "Søren Kjærgård" },
    traits: ["policyAddon"],
  }),
  cluster("aks-pay-gateway-prod-weu-01", "rg-pay-gateway-prod", "westeurope", {
    nodes: 18,
    tags: { ...pci, team: "gateway", tier: "0" },
    traits: ["cilium", "workloadIdentity"],
  }),
  cluster("aks-pay-gateway-prod-weu-02", "rg-pay-gateway-prod", "westeurope", {
    nodes: 18,
    tags: { ...pci, team: "gateway", tier: "0" },
    traits: ["cilium", "workloadIdentity"],
  }),
  cluster("aks-pay-gateway-dr-neu-01", "rg-pay-gateway-dr", "northeurope", {
    tags: { ...pci, env: "dr", team: "gateway", note: 'failover only ("cold" standby)' },
  }),
  cluster("aks-pay-fraud-scoring-prod", "rg-pay-fraud", "germanywestcentral", {
    nodes: 9,
    tags: { ...pci, team: "fraud & risk", model: "v2.1 <beta>" },
  }),
  cluster("aks-pay-fraud-features-prod", "rg-pay-fraud", "germanywestcentral", {
    tags: { ...pci, team: "fraud & risk" },
    kubernetesVersion: "1.29.9",
  }),
  cluster("Pay_Settlement_EOD", "RG-Payments-Settlement", "uksouth", {
    tags: { ...pci, Team: "Settlement", "Change Window": "Sun 02:00–05:00 UTC" },
    kubernetesVersion: "1.28.15",
    traits: ["kubenet"],
  }),
  cluster("aks-pay-payout-latam", "rg-pay-payout-brs", "brazilsouth", {
    tags: { ...pci, responsável: "João Conceição", região: "América Latina" },
  }),
  cluster("aks-pay-tokens-prod-sea", "rg-pay-tokens-sea", "southeastasia", {
    tags: { ...pci, team: "tokenisation", 担当: "山田 太郎" },
  }),
  cluster("aks-pay-tokens-prod-aue", "rg-pay-tokens-aue", "australiaeast", {
    tags: { ...pci, team: "tokenisation", oncall: "$(reboot)" },
    traits: ["sensorTurnedOff"],
  }),
  cluster("aks-pay-reconciliation-prod-eus2", "rg-pay-recon", "eastus2", {
    nodes: 6,
    tags: { ...pci, comment: "`rm -rf /` is not a runbook" },
    traits: ["omsAgent", "ownNetwork"],
  }),
  cluster("aks-pay-disputes-prod-uks", "rg-pay-disputes", "uksouth", {
    tags: { ...pci, team: "disputes", sla: "99.95%" },
    traits: ["private"],
  }),
  cluster("aks-pay-3ds-prod-weu", "rg-pay-3ds", "westeurope", {
    tags: { ...pci, pentest: "<script>alert(1)</script> (finding 17, 2023)" },
  }),
  cluster("aks-pay-hsm-proxy-prod", "rg-pay-hsm", "germanywestcentral", {
    tags: { ...pci, team: "crypto", reason: "HSM vendor certifies the node image" },
    traits: ["excludedSensors", "private", "entraSignIn"],
  }),
  cluster("aks-pay-batch-prod-weu", "rg-pay-batch", "westeurope", {
    tags: { ...pci, team: "batch", schedule: "stopped outside 22:00-04:00" },
    traits: ["stopped"],
  }),
  cluster("aks-pay-api-prod-weu", "rg-pay-api", "westeurope", {
    nodes: 20,
    tags: { ...pci, team: "open banking" },
    traits: ["sensor", "policyAddon", "workloadIdentity", "entraSignIn"],
  }),
  cluster("aks-pay-api-prod-neu", "rg-pay-api", "northeurope", {
    nodes: 20,
    tags: { ...pci, team: "open banking" },
    traits: ["updating"],
  }),
];
