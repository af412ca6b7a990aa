import type { Metadata } from "next";
import { paramsOf } from "@/components/live/query-string";
import { RemediationList } from "@/components/remediations/remediation-list";
import { requirePerson } from "@/lib/access/current";

export const metadata: Metadata = { title: "Remediations" };

export default async function RemediationsPage({ searchParams }: PageProps<"/remediations">) {
  const person = await requirePerson();
  return <RemediationList person={person} params={paramsOf(await searchParams)} />;
}
