import type { Route } from "next";
import Link from "next/link";
import type { Person } from "@/lib/access/model";
import { CLOUDS } from "@/lib/connectors/catalog";
import type { ConnectorDetail } from "@/lib/connectors/queries";
import { clustersOfConnector, type ForeignClusterRow } from "@/lib/inventory/queries";
import { Connectivity } from "../arc/connected-table";
import { withParams } from "../live/query-string";
import { EmptyState, Status, Tag } from "../ui/status";
import { Pager, Table, Td, Th, Tr } from "../ui/table";
import { recommendationHref } from "../verify/cluster-links";
import { ClusterPosture } from "./cluster-posture";

/** The clusters that a connector brings, with how each is connected to Azure Arc and what is installed. */
export async function ConnectorClusters({
  person,
  connector,
  params,
}: {
  person: Person;
  connector: ConnectorDetail;
  params: URLSearchParams;
}) {
  const after = params.get("after");
  const { rows, next } = await clustersOfConnector(person, connector.id, after);
  if (rows.length === 0) {
    const { clusters } = CLOUDS[connector.cloud];
    return (
      <EmptyState title={connector.syncedAt ? `There are no ${clusters}` : "Not read yet"}>
        {connector.syncedAt
          ? "Nothing was found in any region that the connector reads."
          : `${clusters} appear here once the portal comes in. It takes minutes after the access is there.`}
      </EmptyState>
    );
  }
  return (
    <>
      <Table label={`Clusters of ${connector.name}`}>
        <thead>
          <tr>
            <Th>Name</Th>
            <Th>Region</Th>
            <Th>Kubernetes</Th>
            <Th>Azure Arc</Th>
            <Th>Defender sensor</Th>
            <Th>Azure Policy</Th>
            <Th>Set-up</Th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <ClusterLine key={row.id} row={row} cloud={connector.cloud} />
          ))}
        </tbody>
      </Table>
      <Pager
        first={after ? (withParams(params, {}) as Route) : null}
        previous={null}
        next={next ? (withParams(params, { after: next }) as Route) : null}
      >
        {connector.clusters.toLocaleString("en")} in all
      </Pager>
    </>
  );
}

/** The recommendation by which the sensor comes onto a cluster. */
const SENSOR = { aws: "eksDefenderExtension", gcp: "gkeDefenderExtension" } as const;

function ClusterLine({ row, cloud }: { row: ForeignClusterRow; cloud: ConnectorDetail["cloud"] }) {
  const verdict = row.sensorEnabled ? "healthy" : row.excludedBy ? "notApplicable" : null;
  return (
    <Tr>
      <Td>
        <span className="wrap-any">{row.name}</span>{" "}
        {row.excludedBy && <Tag>Excluded by {row.excludedBy}</Tag>}
        {row.agentlessExcludedBy && <Tag>Excluded by {row.agentlessExcludedBy}</Tag>}
        <span className="block text-xs text-muted wrap-any">{row.id}</span>
      </Td>
      <Td label="Region">{row.region}</Td>
      <Td label="Kubernetes">{row.version}</Td>
      <Td label="Azure Arc">
        {row.connectedId ? (
          <Link
            href={`/arc/extensions?id=${encodeURIComponent(row.connectedId)}` as Route}
            prefetch={false}
          >
            <Connectivity value={row.connectivity ?? ""} />
          </Link>
        ) : (
          <Status tone="none">Not connected</Status>
        )}
      </Td>
      <Td label="Defender sensor">
        <Link href={recommendationHref(SENSOR[cloud], verdict, row.name)} prefetch={false}>
          <Status tone={row.sensorEnabled ? "good" : "none"}>
            {row.sensorEnabled ? "Installed" : "Not installed"}
          </Status>
        </Link>
      </Td>
      <Td label="Azure Policy">
        <Status tone={row.policyAddon ? "good" : "none"}>
          {row.policyAddon ? "Installed" : "Not installed"}
        </Status>
      </Td>
      <Td label="Set-up">
        <ClusterPosture posture={row.posture} />
      </Td>
    </Tr>
  );
}
