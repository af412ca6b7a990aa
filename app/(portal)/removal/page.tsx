import type { Metadata } from "next";
import { paramsOf } from "@/components/live/query-string";
import { RemovalPageBody } from "@/components/removal/removal-page";
import { requirePerson } from "@/lib/access/current";

export const metadata: Metadata = { title: "Remove components" };

export default async function RemovalPage({ searchParams }: PageProps<"/removal">) {
  const params = paramsOf(await searchParams);
  const person = await requirePerson();
  return <RemovalPageBody person={person} params={params} />;
}
