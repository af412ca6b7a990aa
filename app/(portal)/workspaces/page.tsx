import type { Metadata } from "next";
import { paramsOf } from "@/components/live/query-string";
import { WorkspacesPageBody } from "@/components/workspaces/workspaces-page";
import { requirePerson } from "@/lib/access/current";

export const metadata: Metadata = { title: "Workspaces" };

export default async function WorkspacesPage({ searchParams }: PageProps<"/workspaces">) {
  const person = await requirePerson();
  return <WorkspacesPageBody person={person} params={paramsOf(await searchParams)} />;
}
