import type { Metadata } from "next";
import { paramsOf } from "@/components/live/query-string";
import { NetworkPageBody } from "@/components/network/network-page";
import { requirePerson } from "@/lib/access/current";

export const metadata: Metadata = { title: "Network requirements" };

export default async function NetworkPage({ searchParams }: PageProps<"/network">) {
  const person = await requirePerson();
  return <NetworkPageBody person={person} params={paramsOf(await searchParams)} />;
}
