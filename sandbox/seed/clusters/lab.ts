import { type ClusterRow, cluster } from "../cluster-row.ts";

/** Harbour Lab: people try things here and forget them. */
export const LAB_CLUSTERS: readonly ClusterRow[] = [
  cluster("a", "x", "westeurope", { nodes: 1, tags: { delete: "me?" } }),
  cluster("test-cluster-DO-NOT-DELETE-2", "rg-lab-joes-playground", "eastus2", {
    nodes: 2,
    tags: { owner: "José Núñez", "delete after": "2024-01-31" },
    kubernetesVersion: "1.27.16",
  }),
  cluster("aks-lab-crane-vision-gpu", "rg-lab-vision", "southeastasia", {
    nodes: 3,
    tags: { owner: "Nguyễn Thị Hương", gpu: "yes" },
  }),
  cluster("aks_lab_wasm", "rg-lab-wasm", "northeurope", {
    nodes: 1,
    tags: { owner: "Zoë", note: "line one\nline two" },
    traits: ["failed"],
  }),
  cluster("aks-lab-rtl", "rg-lab-i18n", "westeurope", {
    nodes: 1,
    tags: { owner: "ليلى حداد", label: "بيئة اختبار" },
    traits: ["stopped"],
  }),
];
