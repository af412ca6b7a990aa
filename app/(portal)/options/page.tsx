import type { Metadata } from "next";
import { paramsOf } from "@/components/live/query-string";
import { OptionsPageBody } from "@/components/options/options-page";
import { requirePerson } from "@/lib/access/current";

export const metadata: Metadata = { title: "All options" };

export default async function OptionsPage({ searchParams }: PageProps<"/options">) {
  const params = paramsOf(await searchParams);
  const query = params.toString();
  const person = await requirePerson(query ? `/options?${query}` : "/options");
  return <OptionsPageBody person={person} params={params} />;
}
