import { CLOUDS, CLUSTER_TYPES, type CloudId, type ClusterType } from "@/lib/network/catalog";
import { Section } from "../ui/page";
import { MessageBar } from "../ui/status";

const LEARN = "https://learn.microsoft.com/azure";

/** Where to read on. Addresses looked at in 2026-11. */
const FURTHER: readonly (readonly [href: string, what: string])[] = [
  [
    `${LEARN}/azure-monitor/logs/private-link-configure`,
    "Create an Azure Monitor Private Link Scope",
  ],
  [
    `${LEARN}/azure-arc/kubernetes/quickstart-connect-cluster`,
    "Connect a Kubernetes cluster to Azure Arc, also through a proxy",
  ],
  [`${LEARN}/aks/limit-egress-traffic`, "Limit the outbound traffic of an AKS cluster"],
  [
    `${LEARN}/defender-for-cloud/support-matrix-defender-for-containers`,
    "What is supported where: clusters, clouds, proxies, private links",
  ],
  [
    `${LEARN}/defender-for-cloud/defender-for-containers-vulnerability-assessment-azure`,
    "How images are scanned, and what a registry behind a firewall needs",
  ],
  [`${LEARN}/defender-for-cloud/faq-defender-for-containers`, "Common questions"],
];

/** What has to be known to read the list of one cloud and one type of cluster. */
export function Notes({ cloud, type }: { cloud: CloudId; type: ClusterType }) {
  return (
    <>
      {cloud !== "public" && (type === "eks" || type === "gke") && (
        <MessageBar kind="warning" title={`${CLUSTER_TYPES[type]} in ${CLOUDS[cloud]}`}>
          Defender for Cloud has no AWS and GCP connectors in this cloud. A cluster there can be
          connected to Azure Arc by hand; then the list of Azure Arc holds.
        </MessageBar>
      )}
      {cloud === "china" && (
        <MessageBar kind="warning" title="Defender for Cloud has left this cloud">
          Microsoft retired it in Azure operated by 21Vianet on 2026-08-18. The list is kept for
          sensors that are still installed.
        </MessageBar>
      )}
      <ul className="mt-0 mb-4 max-w-4xl pl-5">
        {type === "aks" && (
          <li>
            The outbound traffic of an AKS cluster is unrestricted by default. The list matters
            where a firewall, a proxy or a route of your own stands in the way.
          </li>
        )}
        <li>
          Everything is opened from the cluster outwards, over HTTPS. Nothing has to be opened
          inwards.
        </li>
        {cloud === "public" && (
          <li>
            Since 2025-10-23 sensors send to <code>*.cloud.defender.microsoft.com</code>. The two
            names of <code>opinsights.azure.com</code>, which the article lists, are for older
            sensors; leave them open until every cluster has a new one.
          </li>
        )}
        {cloud !== "public" && (
          <li>
            Today's list has no sensor endpoints for this cloud. The article's are shown for sensors
            that were installed by it.
          </li>
        )}
        {cloud === "china" && (
          <li>
            Microsoft's own lists give two sign-in names for this cloud,{" "}
            <code>chinacloudapi.cn</code> in the article and <code>microsoftonline.cn</code> for
            AKS. Open both.
          </li>
        )}
        {type !== "aks" && (
          <li>
            Azure Arc has requirements of its own, which hold as well: without them neither the
            sensor nor Azure Policy arrives. They are in the table.
          </li>
        )}
        <li>
          An outbound proxy may be without sign-in or with basic sign-in. A proxy that opens TLS and
          signs it with a certificate of its own does not work with the sensor.
        </li>
      </ul>
    </>
  );
}

/** Where it is described in full. */
export function FurtherReading() {
  return (
    <Section title="Read on">
      <ul className="m-0 pl-5">
        {FURTHER.map(([href, what]) => (
          <li key={href} className="py-1">
            <a href={href} target="_blank" rel="noreferrer">
              {what}
            </a>
          </li>
        ))}
      </ul>
    </Section>
  );
}
