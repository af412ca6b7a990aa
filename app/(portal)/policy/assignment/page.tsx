import type { Metadata } from "next";
import { paramsOf } from "@/components/live/query-string";
import { AssignmentDetail } from "@/components/policy/assignment-detail";
import { requirePerson } from "@/lib/access/current";

export const metadata: Metadata = { title: "Policy assignment" };

export default async function AssignmentPage({ searchParams }: PageProps<"/policy/assignment">) {
  const params = paramsOf(await searchParams);
  const person = await requirePerson();
  return <AssignmentDetail person={person} id={params.get("id") ?? ""} />;
}
