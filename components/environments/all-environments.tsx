import { Plus } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import type { Person } from "@/lib/access/model";
import { CLOUD_IDS, CLOUDS } from "@/lib/connectors/catalog";
import { connectorPage } from "@/lib/connectors/queries";
import { groups, subscriptionsIn } from "@/lib/environments/queries";
import { ConnectorLine } from "../connectors/connector-line";
import { withParams } from "../live/query-string";
import { counted } from "../ui/counted";
import { EmptyState } from "../ui/status";
import { Td, Tr } from "../ui/table";
import { Branch, EnvironmentTree } from "./environment-table";

/** Everything that the person can see: management groups with their subscriptions, then each other cloud. */
export async function AllEnvironments({
  person,
  params,
}: {
  person: Person;
  params: URLSearchParams;
}) {
  const all = await groups(person);
  const closed = new Set(params.getAll("closed"));
  const open = new Set(all.map((group) => group.id).filter((id) => !closed.has(id)));
  const subscriptions = await subscriptionsIn(person, [...open]);
  if (all.length === 0 && subscriptions.length === 0) {
    return (
      <EmptyState title="There is no subscription that you can see">
        Ask for the role Reader or Security Reader on a subscription, then press Refresh.
      </EmptyState>
    );
  }
  return (
    <EnvironmentTree groups={all} subscriptions={subscriptions} params={params} open={open}>
      {CLOUD_IDS.map((cloud) => (
        <CloudBranch key={cloud} person={person} cloud={cloud} params={params} />
      ))}
    </EnvironmentTree>
  );
}

async function CloudBranch({
  person,
  cloud,
  params,
}: {
  person: Person;
  cloud: (typeof CLOUD_IDS)[number];
  params: URLSearchParams;
}) {
  const { rows, total, next } = await connectorPage(person, { cloud: [cloud] });
  const { name, account } = CLOUDS[cloud];
  const isOpen = !params.getAll("closed").includes(cloud);
  return (
    <Branch
      id={cloud}
      name={name}
      kind="cloud"
      says={total === 0 ? `No ${account} is connected` : counted(total, account)}
      depth={0}
      params={params}
      isOpen={isOpen}
    >
      {rows.map((row) => (
        <ConnectorLine key={row.id} row={row} className="pl-7" />
      ))}
      {next && (
        <Tr>
          <Td colSpan={6} className="pl-7">
            <Link href={withParams(params, { environment: cloud }) as Route} prefetch={false}>
              Show all {total.toLocaleString("en")}
            </Link>
          </Td>
        </Tr>
      )}
      {total === 0 && (
        <Tr>
          <Td colSpan={6} className="pl-7">
            <Link
              href={`/environments/connectors/new?cloud=${cloud}` as Route}
              prefetch={false}
              className="inline-flex items-center gap-1.5"
            >
              <Plus aria-hidden className="size-4" />
              Connect {cloud === "aws" ? "an" : "a"} {account}
            </Link>
          </Td>
        </Tr>
      )}
    </Branch>
  );
}
