import type { CarrierRow } from "@/lib/remediations/queries";
import { ClusterState } from "../recommendations/cluster-state";
import { SelectAllOnPage, SelectRow } from "../recommendations/fix-selection";
import { Table, Td, Th, Tr } from "../ui/table";
import { ClusterLinks } from "../verify/cluster-links";

/** Clusters that a component is on, each to be selected. */
export function CarrierTable({ rows }: { rows: CarrierRow[] }) {
  return (
    <Table label="Clusters">
      <thead>
        <tr>
          <Th>
            <SelectAllOnPage />
          </Th>
          <Th>Cluster</Th>
          <Th className="w-[17%]">Subscription</Th>
          <Th className="w-[22%]">Resource group</Th>
          <Th>Region</Th>
          <Th>State</Th>
          <Th>Automatic provisioning</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Tr key={row.id}>
            <Td>
              <SelectRow id={row.id} name={row.name} />
            </Td>
            <Td className="wrap-any">
              <strong className="font-semibold">{row.name}</strong>
              <ClusterLinks id={row.clusterId} name={row.name} />
            </Td>
            <Td label="Subscription" className="wrap-any">
              {row.subscription}
            </Td>
            <Td label="Resource group" className="wrap-any">
              {row.resourceGroup}
            </Td>
            <Td label="Region">{row.region}</Td>
            <Td label="State">
              <ClusterState row={row} />
            </Td>
            <Td label="Automatic provisioning" className="wrap-any">
              {row.excludedBy ? (
                <>
                  Kept out by tag <code>{row.excludedBy}</code>
                </>
              ) : (
                <span className="text-muted">Not kept out by a tag</span>
              )}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
