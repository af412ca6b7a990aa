import type { Route } from "next";
import { permission } from "@/lib/access/model";
import { type Holder, holders } from "@/lib/roles/queries";
import { withParams } from "../live/query-string";
import { counted } from "../ui/counted";
import { FilterBar, SearchBox } from "../ui/filters";
import { Section } from "../ui/page";
import { EmptyState } from "../ui/status";
import { Table, Td, Th, Tr } from "../ui/table";
import { NotRead, OnlyGroups } from "./notes";
import type { LiveView } from "./roles-and-permissions";

const KINDS: Record<string, string> = {
  User: "Person",
  Group: "Group",
  ServicePrincipal: "Application or managed identity",
};

/** Who holds a role here, mightiest first, and what that lets them do in this portal. */
export async function HoldersHere({ person, subscriptionId, whole, params }: LiveView) {
  if (!whole) return <OnlyGroups />;
  const found = await holders(person, subscriptionId, params.get("search") ?? "");
  if (!found) return <OnlyGroups />;
  if (!found.ok) return <NotRead fault={found.fault} />;
  const { rows, total } = found.value;
  return (
    <Section title="Who holds a role here">
      <FilterBar
        reset={params.has("search") ? (withParams(params, { search: null }) as Route) : null}
      >
        <SearchBox params={params} label="Search people, roles and scopes" />
      </FilterBar>
      {rows.length === 0 ? (
        <EmptyState title="No role assignment matches">Search for less.</EmptyState>
      ) : (
        <HolderTable rows={rows} />
      )}
      <p className="mt-3 text-muted">
        {total > rows.length
          ? `The first ${rows.length} of ${total.toLocaleString("en")} role assignments; search to narrow them.`
          : `${counted(total, "role assignment")} at this subscription, above it and within it.`}{" "}
        Names are of people who have signed in here; the others' would need Microsoft Graph, which
        this portal does not read. Who is in a group, Microsoft Entra ID tells.
      </p>
    </Section>
  );
}

function HolderTable({ rows }: { rows: Holder[] }) {
  return (
    <Table label="Role assignments">
      <thead>
        <tr>
          <Th className="w-[34%]">Who</Th>
          <Th>Role</Th>
          <Th>Scope</Th>
          <Th className="w-[32%]">May</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Tr key={row.id}>
            <Td className="wrap-any">
              {row.name && <span className="block">{row.name}</span>}
              <span className={row.name ? "text-xs text-muted" : ""}>{row.principalId}</span>
              <span className="block text-xs text-muted">
                {KINDS[row.principalType] ?? row.principalType}
              </span>
            </Td>
            <Td label="Role">{row.roleName}</Td>
            <Td label="Scope" className="wrap-any">
              {row.where}
            </Td>
            <Td label="May">
              {row.may.length > 0
                ? row.may.map((id) => permission(id).says).join("; ")
                : "see, and change nothing here"}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
