import type { Metadata } from "next";
import { nameOf } from "@/components/live/name-of";
import { paramsOf } from "@/components/live/query-string";
import { WorkspacesPageBody } from "@/components/workspaces/workspaces-page";
import { requirePerson } from "@/lib/access/current";

export async function generateMetadata({
  searchParams,
}: PageProps<"/workspaces">): Promise<Metadata> {
  const name = nameOf((await searchParams).workspace);
  return { title: name ?? "Workspaces" };
}

export default async function WorkspacesPage({ searchParams }: PageProps<"/workspaces">) {
  const person = await requirePerson();
  return <WorkspacesPageBody person={person} params={paramsOf(await searchParams)} />;
}
