import type { Metadata } from "next";
import { paramsOf } from "@/components/live/query-string";
import { DefinitionDetail } from "@/components/policy/definition-detail";
import { requirePerson } from "@/lib/access/current";

export const metadata: Metadata = { title: "Policy definition" };

export default async function DefinitionPage({
  params,
  searchParams,
}: PageProps<"/policy/definitions/[name]">) {
  const { name } = await params;
  const person = await requirePerson();
  return <DefinitionDetail person={person} name={name} params={paramsOf(await searchParams)} />;
}
