import type { Metadata } from "next";
import { ExtensionsPage } from "@/components/arc/extensions-page";
import { nameOf } from "@/components/live/name-of";
import { paramsOf } from "@/components/live/query-string";
import { requirePerson } from "@/lib/access/current";

export async function generateMetadata({
  searchParams,
}: PageProps<"/arc/extensions">): Promise<Metadata> {
  const name = nameOf((await searchParams).id);
  return { title: name ? `${name}: Extensions` : "Extensions" };
}

export default async function Page({ searchParams }: PageProps<"/arc/extensions">) {
  const params = paramsOf(await searchParams);
  const person = await requirePerson();
  return <ExtensionsPage person={person} id={params.get("id") ?? ""} />;
}
