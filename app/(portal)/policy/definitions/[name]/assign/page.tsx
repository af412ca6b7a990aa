import type { Metadata } from "next";
import { paramsOf } from "@/components/live/query-string";
import { AssignPage } from "@/components/policy/assign-page";
import { requirePerson } from "@/lib/access/current";

export const metadata: Metadata = { title: "Assign policy" };

export default async function AssignPolicyPage({
  params,
  searchParams,
}: PageProps<"/policy/definitions/[name]/assign">) {
  const { name } = await params;
  const person = await requirePerson();
  return <AssignPage person={person} name={name} params={paramsOf(await searchParams)} />;
}
