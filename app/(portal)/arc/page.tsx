import type { Metadata } from "next";
import { ConnectedClusters } from "@/components/arc/connected-clusters";
import { paramsOf } from "@/components/live/query-string";
import { requirePerson } from "@/lib/access/current";

export const metadata: Metadata = { title: "Azure Arc clusters" };

export default async function ArcPage({ searchParams }: PageProps<"/arc">) {
  const params = paramsOf(await searchParams);
  const person = await requirePerson();
  return <ConnectedClusters person={person} params={params} />;
}
