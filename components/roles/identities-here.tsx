import Link from "next/link";
import { identities } from "@/lib/roles/queries";
import { assignmentHref } from "../policy/assignment-href";
import { CodeBlock } from "../ui/code";
import { Section } from "../ui/page";
import { EmptyState, Status } from "../ui/status";
import { Table, Td, Th, Tr } from "../ui/table";
import { inSentence, NotRead, OnlyGroups } from "./notes";
import type { LiveView } from "./roles-and-permissions";

/** The identities of the policy assignments that reach the subscription, and the roles that they hold and lack. */
export async function IdentitiesHere({ person, subscriptionId, whole }: LiveView) {
  if (!whole) return <OnlyGroups />;
  const found = await identities(person, subscriptionId);
  if (!found) return <OnlyGroups />;
  if (!found.ok) return <NotRead fault={found.fault} />;
  const missing = found.value.flatMap(({ commands }) => commands);
  return (
    <Section title="Identities that provision components here">
      {found.value.length === 0 ? (
        <EmptyState title="No policy assignment provisions a component here">
          Turning Azure Policy on in Settings & monitoring makes two; assigning a custom workspace
          makes one.
        </EmptyState>
      ) : (
        <Table label="Identities of policy assignments">
          <thead>
            <tr>
              <Th className="w-[32%]">Policy assignment</Th>
              <Th className="w-[24%]">Managed identity</Th>
              <Th>Holds</Th>
              <Th>Lacks</Th>
            </tr>
          </thead>
          <tbody>
            {found.value.map(({ assignment, spec, where, holds, lacks }) => (
              <Tr key={assignment.id}>
                <Td className="wrap-any">
                  <Link href={assignmentHref(assignment.id)} prefetch={false}>
                    {assignment.displayName}
                  </Link>
                  <span className="block text-xs text-muted">
                    {spec.provisions}; {inSentence(where)}
                  </span>
                </Td>
                <Td label="Managed identity" className="wrap-any">
                  {assignment.principalId ?? <Status tone="bad">It has none</Status>}
                </Td>
                <Td label="Holds">{holds.map(({ name }) => name).join(", ") || "None"}</Td>
                <Td label="Lacks">
                  {lacks.length === 0 ? (
                    <Status tone="good">Nothing</Status>
                  ) : (
                    <Status tone="bad">{lacks.map(({ name }) => name).join(", ")}</Status>
                  )}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
      {missing.length > 0 && (
        <div className="mt-3">
          <p className="mt-0">An Owner, or a User Access Administrator, gives the missing roles:</p>
          {missing.map(({ role, command }) => (
            <CodeBlock key={command} label={`Give ${role}`} code={command} />
          ))}
        </div>
      )}
    </Section>
  );
}
