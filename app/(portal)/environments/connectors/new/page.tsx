import type { Metadata } from "next";
import { paramsOf } from "@/components/live/query-string";
import { NewConnector } from "@/components/onboarding/new-connector";
import { requirePerson } from "@/lib/access/current";

export const metadata: Metadata = { title: "Add environment" };

export default async function Page({ searchParams }: PageProps<"/environments/connectors/new">) {
  const person = await requirePerson();
  return <NewConnector person={person} params={paramsOf(await searchParams)} />;
}
