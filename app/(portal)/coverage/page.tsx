import type { Metadata } from "next";
import { SupportMatrix } from "@/components/coverage/support-matrix";
import { paramsOf } from "@/components/live/query-string";
import { requirePerson } from "@/lib/access/current";

export const metadata: Metadata = { title: "Support matrix" };

export default async function CoveragePage({ searchParams }: PageProps<"/coverage">) {
  const params = paramsOf(await searchParams);
  const person = await requirePerson();
  return <SupportMatrix person={person} params={params} />;
}
