import { type EndpointRow, everywhere, type Hosts, hosts } from "./catalog.ts";

const arc = (
  id: string,
  where: Hosts,
  purpose: string,
  rest: Partial<EndpointRow> = {},
): EndpointRow => ({
  id: `arc-${id}`,
  part: "arc",
  hosts: where,
  port: 443,
  purpose,
  article: false,
  today: everywhere("needed"),
  source: "arcNetwork",
  ...rest,
});

const proxied = (name: string) =>
  arc(
    `registry-${name}`,
    hosts(null, null, `${name}.azk8s.cn`),
    "Container images, by a mirror in China",
  );

/** What Azure Arc's agents connect to; EKS and GKE clusters reach Azure through Arc. */
export const ARC_ENDPOINTS: readonly EndpointRow[] = [
  arc(
    "arm",
    hosts("management.azure.com", "management.usgovcloudapi.net", "management.chinacloudapi.cn"),
    "Connecting and registering the cluster",
  ),
  arc(
    "config",
    hosts(
      "<region>.dp.kubernetesconfiguration.azure.com",
      "<region>.dp.kubernetesconfiguration.azure.us",
      "<region>.dp.kubernetesconfiguration.azure.cn",
    ),
    "Status and configuration of extensions",
    { privateLink: true },
  ),
  arc(
    "login",
    hosts("login.microsoftonline.com", "login.microsoftonline.us", "login.chinacloudapi.cn"),
    "Tokens for Azure Resource Manager",
  ),
  arc(
    "login-region",
    hosts(
      "<region>.login.microsoft.com",
      "<region>.login.microsoftonline.us",
      "<region>.login.chinacloudapi.cn",
    ),
    "Tokens for Azure Resource Manager, by region",
  ),
  arc(
    "login-windows",
    hosts("login.windows.net", null, "login.partner.microsoftonline.cn"),
    "Tokens for Azure Resource Manager, by the older name",
  ),
  arc("mcr", hosts("mcr.microsoft.com", "mcr.microsoft.com", "mcr.azk8s.cn"), "Container images"),
  arc(
    "mcr-data",
    hosts("*.data.mcr.microsoft.com", "*.data.mcr.microsoft.com", null),
    "Layers of container images",
    {
      // The registry's data endpoints carry the region's name: https://learn.microsoft.com/azure/container-registry/ (2026-06).
      probe: {
        public: "<region>.data.mcr.microsoft.com",
        government: "<region>.data.mcr.microsoft.com",
      },
    },
  ),
  arc("k8s", hosts("dl.k8s.io", null, null), "kubectl for az connectedk8s, where it is run"),
  arc(
    "helm-older",
    hosts("k8connecthelm.azureedge.net", null, null),
    "Helm for older versions of az connectedk8s",
  ),
  arc(
    "connect-older",
    hosts("k8sconnectcsp.azureedge.net", null, null),
    "Cluster connect for older versions of az connectedk8s",
  ),
  arc(
    "his",
    hosts("gbl.his.arc.azure.com", "gbl.his.arc.azure.us", "gbl.his.arc.azure.cn"),
    "The regional endpoint for certificates of the managed identity",
    { privateLink: true },
  ),
  arc(
    "his-any",
    hosts("*.his.arc.azure.com", "usgv.his.arc.azure.us", "*.his.arc.azure.cn"),
    "Certificates of the managed identity",
    {
      probe: { public: "gbl.his.arc.azure.com", china: "gbl.his.arc.azure.cn" },
      privateLink: true,
    },
  ),
  arc(
    "gns",
    hosts(
      "guestnotificationservice.azure.com",
      "guestnotificationservice.azure.us",
      "guestnotificationservice.azure.cn",
    ),
    "Cluster connect and custom locations",
  ),
  arc(
    "gns-any",
    hosts(
      "*.guestnotificationservice.azure.com",
      "*.guestnotificationservice.azure.us",
      "*.guestnotificationservice.azure.cn",
    ),
    "Cluster connect and custom locations, by region",
  ),
  arc(
    "sts",
    hosts("sts.windows.net", "sts.windows.net", "sts.chinacloudapi.cn"),
    "Cluster connect and custom locations: tokens",
  ),
  arc(
    "servicebus",
    hosts(
      "*.servicebus.windows.net",
      "*.servicebus.usgovcloudapi.net",
      "*.servicebus.chinacloudapi.cn",
    ),
    "Cluster connect and custom locations, over WebSockets",
  ),
  arc(
    "graph",
    hosts("graph.microsoft.com", "graph.microsoft.com", "graph.chinacloudapi.cn"),
    "Azure role-based access control",
  ),
  arc(
    "portal",
    hosts("*.arc.azure.net", null, "*.arc.azure.cn"),
    "Cluster connect from the Azure portal",
  ),
  arc(
    "obo",
    hosts(
      "<region>.obo.arc.azure.com",
      "usgovvirginia.obo.arc.azure.us",
      "<region>.obo.arc.azure.cn",
    ),
    "Cluster connect with Microsoft Entra sign-in",
    { port: 8084 },
  ),
  arc(
    "telemetry",
    hosts("linuxgeneva-microsoft.azurecr.io", null, null),
    "Telemetry of extensions",
  ),
  ...["quay", "registryk8s", "k8sgcr", "usgcr", "dockerhub"].map(proxied),
];
