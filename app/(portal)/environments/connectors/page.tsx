import type { Metadata } from "next";
import { ConnectorPage } from "@/components/connectors/connector-page";
import { nameOf } from "@/components/live/name-of";
import { paramsOf } from "@/components/live/query-string";
import { requirePerson } from "@/lib/access/current";

export async function generateMetadata({
  searchParams,
}: PageProps<"/environments/connectors">): Promise<Metadata> {
  const name = nameOf((await searchParams).id);
  return { title: name ? `${name}: Connector` : "Connector" };
}

export default async function Page({ searchParams }: PageProps<"/environments/connectors">) {
  const person = await requirePerson();
  return <ConnectorPage person={person} params={paramsOf(await searchParams)} />;
}
