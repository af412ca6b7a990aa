import {
  PLAN_IDENTITIES,
  PROVISIONING,
  PROVISIONING_SOURCES,
  type RoleSpec,
  role,
} from "@/lib/roles/catalog-provisioning";
import { Section } from "../ui/page";
import { Table, Td, Th, Tr } from "../ui/table";
import { Source } from "./notes";

/** The roles that provisioning gives to managed identities: as documented, and as the definitions ask for. */
export function ProvisioningTable() {
  return (
    <>
      <Section title="Identities of policy assignments" id="provisioning">
        <p className="mt-0 max-w-4xl text-muted">
          Microsoft's page and the policy definitions differ. The definitions decide what an
          assignment needs, and are what is checked above.{" "}
          <Source {...PROVISIONING_SOURCES.documented} />;{" "}
          <Source {...PROVISIONING_SOURCES.required} />.
        </p>
        <Table label="Roles of policy assignments">
          <thead>
            <tr>
              <Th className="w-[24%]">Provisions</Th>
              <Th>Documented</Th>
              <Th>Asked for by the definition</Th>
              <Th className="w-[26%]">Remarks</Th>
            </tr>
          </thead>
          <tbody>
            {PROVISIONING.map((row) => (
              <Tr key={row.definitionId}>
                <Td className="wrap-any">
                  {row.provisions}
                  <span className="block text-xs text-muted">
                    Policy {row.definitionId}
                    {row.version && `, version ${row.version}`}
                  </span>
                </Td>
                <Td label="Documented">
                  {row.documented
                    ? row.documented.map((key) => role(key).name).join(", ")
                    : "Not named"}
                </Td>
                <Td label="Asked for">
                  <Roles roles={row.required.map(role)} />
                </Td>
                <Td label="Remarks" className="text-xs">
                  {row.note}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      </Section>
      <Section title="Identities of the plan itself">
        <p className="mt-0 max-w-4xl text-muted">
          Defender for Cloud makes these when a component is turned on. Where it may not give the
          role, Settings & monitoring shows Azure's message at the component.
        </p>
        <Table label="Roles of plan identities">
          <thead>
            <tr>
              <Th>Component</Th>
              <Th>Identity</Th>
              <Th>Role</Th>
            </tr>
          </thead>
          <tbody>
            {PLAN_IDENTITIES.map(({ component, identity, grants, also }) => (
              <Tr key={component}>
                <Td>{component}</Td>
                <Td label="Identity" className="wrap-any">
                  {identity}
                </Td>
                <Td label="Role">
                  <Roles roles={[role(grants)]} />
                  {also && <span className="block text-xs text-muted">{also}</span>}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      </Section>
    </>
  );
}

function Roles({ roles }: { roles: RoleSpec[] }) {
  return (
    <ul className="m-0 list-none p-0">
      {roles.map(({ id, name, newer }) => (
        <li key={id}>
          {name}
          {newer && <span className="text-muted"> (newer title: {newer})</span>}
          <span className="block text-xs wrap-any text-muted">{id}</span>
        </li>
      ))}
    </ul>
  );
}
