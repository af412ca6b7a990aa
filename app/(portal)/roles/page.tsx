import type { Metadata } from "next";
import { paramsOf } from "@/components/live/query-string";
import { RolesAndPermissions } from "@/components/roles/roles-and-permissions";
import { requirePerson } from "@/lib/access/current";

export const metadata: Metadata = { title: "Roles and permissions" };

export default async function RolesPage({ searchParams }: PageProps<"/roles">) {
  const params = paramsOf(await searchParams);
  const person = await requirePerson();
  return <RolesAndPermissions person={person} params={params} />;
}
