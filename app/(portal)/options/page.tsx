import type { Metadata } from "next";
import { paramsOf } from "@/components/live/query-string";
import { OptionsPageBody } from "@/components/options/options-page";
import { requirePerson } from "@/lib/access/current";

export const metadata: Metadata = { title: "All options" };

export default async function OptionsPage({ searchParams }: PageProps<"/options">) {
  const params = paramsOf(await searchParams);
  const person = await requirePerson();
  return <OptionsPageBody person={person} params={params} />;
}
