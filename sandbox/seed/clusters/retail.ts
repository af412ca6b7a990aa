import { type ClusterRow, cluster } from "../cluster-row.ts";

const shop = (country: string) => ({ env: "prod", product: "webshop", country });

/** Retail: joined before August 2023, so the plan is on and some of its components never were. */
export const RETAIL_CLUSTERS: readonly ClusterRow[] = [
  cluster("aks-shop-nl-prod", "rg-shop-prod-weu", "westeurope", {
    nodes: 10,
    tags: shop("NL"),
    traits: ["sensor", "policyAddon"],
  }),
  cluster("aks-shop-de-prod", "rg-shop-prod-gwc", "germanywestcentral", {
    nodes: 14,
    tags: { ...shop("DE"), Zuständig: "Jürgen Groß" },
    traits: ["sensor", "policyAddon"],
  }),
  cluster("aks-shop-uk-prod", "rg-shop-prod-uks", "uksouth", {
    nodes: 11,
    tags: shop("UK"),
    traits: ["sensor"],
  }),
  cluster("aks-shop-us-prod", "rg-shop-prod-eus2", "eastus2", { nodes: 16, tags: shop("US") }),
  cluster("aks-shop-br-prod", "rg-shop-prod-brs", "brazilsouth", { tags: shop("BR") }),
  cluster("aks-shop-au-prod", "rg-shop-prod-aue", "australiaeast", {
    tags: shop("AU"),
    traits: ["omsAgent"],
  }),
  cluster("aks-loyalty-prod", "rg-loyalty", "westeurope", {
    tags: { env: "prod", team: "loyalty 💙", budget: "€ 12.000 / month" },
  }),
  cluster("aks-search-prod-weu", "rg-search", "westeurope", {
    nodes: 22,
    tags: { env: "prod", team: "search" },
    traits: ["cilium"],
  }),
  cluster("aks-search-prod-eus2", "rg-search", "eastus2", {
    nodes: 22,
    tags: { env: "prod", team: "search" },
    traits: ["failed"],
  }),
  cluster("aks-pos-sync-prod", "rg-stores-Österreich", "germanywestcentral", {
    tags: { env: "prod", team: "point of sale", "'; DROP TABLE clusters; --": "yes" },
  }),
  cluster("aks-black-friday-burst", "rg-shop-burst", "northeurope", {
    tags: { env: "prod", season: "Nov–Dec" },
    traits: ["stopped"],
  }),
  cluster("aks-marketing-cms", "rg-marketing.web_(legacy)", "northeurope", {
    tags: { env: "prod", agency: "O'Malley & Sons" },
    kubernetesVersion: "1.27.16",
    traits: ["kubenet", "omsAgent"],
  }),
];
