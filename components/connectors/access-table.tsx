import { CLOUDS } from "@/lib/connectors/catalog";
import type { ConnectorDetail } from "@/lib/connectors/queries";
import { EmptyState, Status } from "../ui/status";
import { Table, Td, Th, Tr } from "../ui/table";

/** What the connector needs in its cloud against what was found there, one line a role or service account. */
export function AccessTable({ connector }: { connector: ConnectorDetail }) {
  const { access, cloud } = connector;
  const { holder: word, applied } = CLOUDS[cloud];
  if (!access || access.rights.length === 0) {
    return (
      <EmptyState
        title={access ? "Nothing could be looked at" : "Its access has not been verified"}
      >
        Apply the {applied} in the {CLOUDS[cloud].account}, then press Verify access.
      </EmptyState>
    );
  }
  const holders = Map.groupBy(access.rights, ({ holder }) => holder);
  return (
    <>
      <p className="mt-0 text-muted">
        The portal comes in as <code className="wrap-any">{access.identity}</code>.
      </p>
      <Table label="Permissions needed and granted">
        <thead>
          <tr>
            <Th>{word === "role" ? "Role" : "Service account"}</Th>
            <Th>Granted</Th>
            <Th>Missing</Th>
          </tr>
        </thead>
        <tbody>
          {[...holders].map(([holder, rights]) => {
            const missing = rights.filter(({ found }) => !found);
            const itself = missing.some(({ action }) => action === "");
            return (
              <Tr key={holder}>
                <Td>
                  <code className="wrap-any">{holder}</code>
                </Td>
                <Td label="Granted" className="whitespace-nowrap">
                  <Status tone={missing.length === 0 ? "good" : "bad"}>
                    {rights.length - missing.length} of {rights.length}
                  </Status>
                </Td>
                <Td label="Missing">
                  {itself
                    ? `There is no such ${word}.`
                    : missing.map(({ action }) => action).join(", ") || "Nothing"}
                </Td>
              </Tr>
            );
          })}
        </tbody>
      </Table>
    </>
  );
}
