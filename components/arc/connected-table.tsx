import Link from "next/link";
import type { ExtensionFacts } from "@/lib/cloud/cloud";
import { EXTENSION_TYPES } from "@/lib/cloud/wishes";
import type { ConnectedClusterRow } from "@/lib/inventory/queries";
import { installStatus } from "@/lib/inventory/states";
import { cx } from "../ui/classes";
import { Status, type Tone } from "../ui/status";
import { Table, Td, Th, Tr } from "../ui/table";
import { Time } from "../ui/time";
import { ClusterLinks, extensionsHref, TARGET } from "../verify/cluster-links";

const CONNECTIVITY_TONE: Record<string, Tone> = {
  Connected: "good",
  Connecting: "busy",
  Offline: "warn",
  Expired: "bad",
};
export const INSTALL_TONE: Record<string, Tone> = {
  Installed: "good",
  Pending: "busy",
  Uninstalling: "busy",
  Failed: "bad",
};

/** Connected clusters, each leading to its extensions. */
export function ConnectedTable({ rows }: { rows: ConnectedClusterRow[] }) {
  return (
    <Table label="Azure Arc clusters">
      <thead>
        <tr>
          <Th>Cluster</Th>
          <Th className="w-[15%]">Subscription</Th>
          <Th className="w-[16%]">Resource group</Th>
          <Th>Distribution</Th>
          <Th>Connectivity</Th>
          <Th>Last heard</Th>
          <Th>Defender sensor</Th>
          <Th>Azure Policy</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Tr key={row.id}>
            <Td className="wrap-any">
              <Link
                href={extensionsHref(row.id)}
                prefetch={false}
                className={cx("font-semibold", TARGET)}
              >
                {row.name}
              </Link>
              <ClusterLinks id={row.id} name={row.name}>
                Kubernetes {row.version || "of unknown version"}
              </ClusterLinks>
            </Td>
            <Td label="Subscription" className="wrap-any">
              {row.subscription}
            </Td>
            <Td label="Resource group" className="wrap-any">
              {row.resourceGroup}
            </Td>
            <Td label="Distribution">{row.distribution}</Td>
            <Td label="Connectivity">
              <Connectivity value={row.connectivity} />
            </Td>
            <Td label="Last heard" className="whitespace-nowrap">
              {row.lastConnectedAt ? <Time at={row.lastConnectedAt} /> : "Never"}
            </Td>
            <Td label="Defender sensor">
              <Installed extensions={row.extensions} type={EXTENSION_TYPES.sensor} />
            </Td>
            <Td label="Azure Policy">
              <Installed extensions={row.extensions} type={EXTENSION_TYPES.policy} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

/** What Arc says of the connection, with a sign for it. */
export function Connectivity({ value }: { value: string }) {
  return <Status tone={CONNECTIVITY_TONE[value] ?? "none"}>{value}</Status>;
}

function Installed({ extensions, type }: { extensions: ExtensionFacts[]; type: string }) {
  const extension = extensions.find((one) => one.type === type);
  if (!extension) return <span className="text-muted">Not installed</span>;
  const { label } = installStatus(extension.state);
  return <Status tone={INSTALL_TONE[label] ?? "warn"}>{label}</Status>;
}
