import type { Metadata } from "next";
import { ExtensionsPage } from "@/components/arc/extensions-page";
import { paramsOf } from "@/components/live/query-string";
import { requirePerson } from "@/lib/access/current";

export const metadata: Metadata = { title: "Extensions" };

export default async function Page({ searchParams }: PageProps<"/arc/extensions">) {
  const params = paramsOf(await searchParams);
  const person = await requirePerson();
  return <ExtensionsPage person={person} id={params.get("id") ?? ""} />;
}
