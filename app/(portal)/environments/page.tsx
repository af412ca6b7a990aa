import type { Metadata } from "next";
import { EnvironmentList } from "@/components/environments/environment-list";
import { paramsOf } from "@/components/live/query-string";
import { requirePerson } from "@/lib/access/current";

export const metadata: Metadata = { title: "Environment settings" };

export default async function EnvironmentsPage({ searchParams }: PageProps<"/environments">) {
  const person = await requirePerson();
  return <EnvironmentList person={person} params={paramsOf(await searchParams)} />;
}
