import { type ConnectedBySubscription, connected } from "./connected-row.ts";

/** The connected clusters that every sandbox begins with: harbour sites, shops and what came with acquisitions. */
export const HAND_WRITTEN_CONNECTED: ConnectedBySubscription = {
  payments: [
    connected("arc-pay-terminals-rotterdam", "rg-pay-terminals", "westeurope", {
      distribution: "openshift",
      infrastructure: "vsphere",
      nodes: 9,
      tags: { env: "prod", "data-class": "PCI-DSS" },
    }),
    connected("arc-pay-hsm-onprem", "rg-pay-terminals", "westeurope", {
      distribution: "rancher_rke",
      traits: ["sensor", "policy"],
    }),
  ],
  shipping: [
    connected("arc-ship-crane-rotterdam-01", "rg-ship-edge", "westeurope", {
      traits: ["sensor", "policy"],
      tags: { site: "Rotterdam", env: "prod" },
    }),
    connected("arc-ship-crane-rotterdam-02", "rg-ship-edge", "westeurope", {
      tags: { site: "Rotterdam", env: "prod" },
    }),
    connected("arc-ship-crane-hamburg-01", "rg-ship-edge", "germanywestcentral", {
      tags: { site: "Hamburg", env: "prod" },
    }),
    connected("arc-ship-yard-singapore", "rg-ship-edge-apac", "southeastasia", {
      traits: ["sensor"],
      tags: { site: "Singapore" },
    }),
    connected("arc-ship-vessel-aurora", "rg-ship-vessels", "northeurope", {
      traits: ["offline"],
      nodes: 1,
      tags: { vessel: "Aurora", note: "at sea, connects in port" },
    }),
    connected("arc-ship-vessel-borealis", "rg-ship-vessels", "northeurope", {
      traits: ["expired"],
      nodes: 1,
      tags: { vessel: "Borealis" },
    }),
    connected("arc-ship-customs-legacy", "rg-ship-edge", "westeurope", {
      distribution: "generic",
      kubernetesVersion: "1.26.9",
      traits: ["sensorFailed"],
    }),
    connected("arc-ship-simulator", "rg-ship-edge", "westeurope", {
      traits: ["excluded"],
      tags: { env: "test" },
    }),
  ],
  retail: [
    connected("arc-shop-berlin-07", "rg-shop-stores", "germanywestcentral", { nodes: 1 }),
    connected("arc-shop-paris-03", "rg-shop-stores", "northeurope", {
      nodes: 1,
      traits: ["sensor", "policy"],
    }),
    connected("arc-shop-eks-acquired", "rg-shop-acquired", "eastus2", {
      distribution: "eks",
      infrastructure: "aws",
      nodes: 12,
    }),
    connected("arc-shop-gke-acquired", "rg-shop-acquired", "eastus2", {
      distribution: "gke",
      infrastructure: "gcp",
      nodes: 6,
      traits: ["sensor"],
    }),
  ],
  platform: [
    connected("arc-plat-build-onprem", "rg-plat-onprem", "westeurope", {
      distribution: "openshift",
      infrastructure: "vsphere",
      nodes: 15,
    }),
  ],
  lab: [connected("arc-lab-raspberry-pi", "rg-lab-joes-playground", "eastus2", { nodes: 1 })],
};
