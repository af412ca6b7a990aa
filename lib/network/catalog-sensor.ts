import { type EndpointRow, everywhere, hosts } from "./catalog.ts";

const ARTICLE_TODAY = {
  public: "older",
  government: "notApplicable",
  china: "notApplicable",
} as const;

/** What the Defender sensor and Azure Policy connect to, on every type of cluster. */
export const SENSOR_ENDPOINTS: readonly EndpointRow[] = [
  {
    id: "sensor-defender",
    part: "sensor",
    hosts: hosts("*.cloud.defender.microsoft.com", null, null),
    port: 443,
    purpose: "Security data and events of the sensor",
    article: false,
    today: everywhere("needed"),
    source: "sensorToday",
    // The members of Defender's own private link are called api and data:
    // https://learn.microsoft.com/azure/defender-for-cloud/concept-private-links (2026-06).
    probe: { public: "api.cloud.defender.microsoft.com" },
    privateLink: true,
  },
  {
    id: "sensor-ods",
    part: "sensor",
    hosts: hosts(
      "*.ods.opinsights.azure.com",
      "*.ods.opinsights.azure.us",
      "*.ods.opinsights.azure.cn",
    ),
    port: 443,
    purpose: "Data into the Log Analytics workspace",
    article: true,
    today: ARTICLE_TODAY,
    source: "article",
    probe: {
      public: "{workspace}.ods.opinsights.azure.com",
      government: "{workspace}.ods.opinsights.azure.us",
      china: "{workspace}.ods.opinsights.azure.cn",
    },
    privateLink: true,
  },
  {
    id: "sensor-oms",
    part: "sensor",
    hosts: hosts(
      "*.oms.opinsights.azure.com",
      "*.oms.opinsights.azure.us",
      "*.oms.opinsights.azure.cn",
    ),
    port: 443,
    purpose: "Registration with the Log Analytics workspace",
    article: true,
    today: ARTICLE_TODAY,
    source: "article",
    probe: {
      public: "{workspace}.oms.opinsights.azure.com",
      government: "{workspace}.oms.opinsights.azure.us",
      china: "{workspace}.oms.opinsights.azure.cn",
    },
    privateLink: true,
  },
  {
    id: "sensor-login",
    part: "sensor",
    hosts: hosts("login.microsoftonline.com", "login.microsoftonline.us", "login.chinacloudapi.cn"),
    port: 443,
    purpose: "Sign-in to Microsoft Entra ID",
    article: true,
    today: everywhere("needed"),
    source: "article",
  },
  {
    id: "sensor-login-aks",
    part: "sensor",
    hosts: hosts(null, null, "login.microsoftonline.cn"),
    port: 443,
    purpose:
      "Sign-in, by the name that the lists of AKS give where the article gives another: open both",
    article: false,
    today: everywhere("needed"),
    source: "aksEgress",
  },
  {
    id: "policy-data",
    part: "policy",
    hosts: hosts("data.policy.core.windows.net", "data.policy.azure.us", "data.policy.azure.cn"),
    port: 443,
    purpose: "Policies to the cluster, and its compliance back",
    article: false,
    today: everywhere("needed"),
    source: "aksEgress",
  },
  {
    id: "policy-store",
    part: "policy",
    hosts: hosts("store.policy.core.windows.net", "store.policy.azure.us", "store.policy.azure.cn"),
    port: 443,
    purpose: "Gatekeeper's artefacts of built-in policies",
    article: false,
    today: everywhere("needed"),
    source: "aksEgress",
  },
  {
    id: "policy-telemetry",
    part: "policy",
    hosts: hosts("dc.services.visualstudio.com", null, null),
    port: 443,
    purpose: "Telemetry of the policy add-on",
    article: false,
    today: everywhere("needed"),
    source: "aksEgress",
  },
];
