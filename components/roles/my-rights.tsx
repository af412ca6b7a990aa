import { Suspense } from "react";
import { PERMISSION_IDS, type Place, permission } from "@/lib/access/model";
import { Asked, givers, type MyRight, myRight } from "@/lib/roles/queries";
import { CodeBlock } from "../ui/code";
import { Disclosure } from "../ui/disclosure";
import { Section } from "../ui/page";
import { EmptyState, MessageBar, Status } from "../ui/status";
import { Table, Td, Th, Tr } from "../ui/table";
import { AskForm } from "./ask-form";
import { inSentence, NotRead } from "./notes";
import type { LiveView } from "./roles-and-permissions";

/** Whether the person may do one thing at one place, action by action, and what would give them the rest. */
export async function MyRights({ person, subscriptionId, whole, params }: LiveView) {
  const asked = Asked.parse({ action: params.get("action"), group: params.get("group") ?? "" });
  const right = await myRight(person, subscriptionId, asked);
  if (!right) return <EmptyState title="There is no such subscription that you can see" />;
  const where = right.place.resourceGroup
    ? `resource group ${right.place.resourceGroup}`
    : "this subscription";
  const says = permission(right.permission).says;
  return (
    <Section title="What you may do">
      <AskForm
        params={params}
        action={right.permission}
        group={right.place.resourceGroup ?? ""}
        groups={right.groups}
        actions={PERMISSION_IDS.map((id) => ({ value: id, label: permission(id).says }))}
      />
      {right.commands.length === 0 ? (
        <MessageBar kind="success" title={`You may ${says} on ${where}`}>
          Every action that it takes is allowed by a role that you hold.
        </MessageBar>
      ) : (
        <MessageBar kind="warning" title={`You may not ${says} on ${where}`}>
          You need the role {permission(right.permission).roles.join(" or ")} there.
        </MessageBar>
      )}
      <Actions actions={right.actions} />
      {right.commands.length > 0 && (
        <Commands commands={right.commands}>
          {whole && (
            <Suspense fallback={<Status tone="busy">Looking for who can run it…</Status>}>
              <WhoCanGrant person={person} place={right.place} />
            </Suspense>
          )}
        </Commands>
      )}
    </Section>
  );
}

function Actions({ actions }: { actions: MyRight["actions"] }) {
  return (
    <Table label="Actions that it takes">
      <thead>
        <tr>
          <Th className="w-[50%]">Azure action</Th>
          <Th>Allowed to you by</Th>
        </tr>
      </thead>
      <tbody>
        {actions.map(({ action, by }) => (
          <Tr key={action}>
            <Td className="wrap-any">
              <code>{action}</code>
            </Td>
            <Td label="Allowed to you by">
              {by ? (
                <Status tone="good">
                  {by.roleName}; {inSentence(by.where)}
                </Status>
              ) : (
                <Status tone="bad">No role of yours</Status>
              )}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function Commands({
  commands: [first, ...others],
  children,
}: {
  commands: MyRight["commands"];
  children: React.ReactNode;
}) {
  return (
    <div className="mt-4">
      <p className="mt-0">
        This command gives you the role. It takes somebody who may give roles there, in a shell with
        the Azure CLI. Afterwards press Refresh: Azure may take some minutes to let a new role
        count.
      </p>
      {first && <CodeBlock label={`Bash: give me ${first.role}`} code={first.command} />}
      {others.length > 0 && (
        <details className="mb-3">
          <Disclosure>With another role</Disclosure>
          <div className="mt-2">
            {others.map(({ role, command }) => (
              <CodeBlock key={role} label={`Bash: give me ${role}`} code={command} />
            ))}
          </div>
        </details>
      )}
      {children}
    </div>
  );
}

async function WhoCanGrant({ person, place }: { person: LiveView["person"]; place: Place }) {
  const found = await givers(person, place);
  if (!found) return null;
  if (!found.ok) return <NotRead fault={found.fault} />;
  if (found.value.length === 0)
    return <p>No person or group holds a role that may give roles here.</p>;
  return (
    <>
      <p className="mb-1">These can run it:</p>
      <ul className="mt-0 pl-5">
        {found.value.map(({ id, name, principalId, principalType, roleName, where }) => (
          <li key={id} className="wrap-any">
            {name ?? `${principalType === "Group" ? "Group" : "Person"} ${principalId}`}: {roleName}
            , {inSentence(where)}
          </li>
        ))}
      </ul>
    </>
  );
}
