import type { Metadata } from "next";
import { paramsOf } from "@/components/live/query-string";
import { DefinitionList } from "@/components/policy/definition-list";
import { requirePerson } from "@/lib/access/current";

export const metadata: Metadata = { title: "Azure Policy" };

export default async function PolicyPage({ searchParams }: PageProps<"/policy">) {
  const person = await requirePerson();
  return <DefinitionList person={person} params={paramsOf(await searchParams)} />;
}
