import type { Metadata } from "next";
import { QueryProvider } from "@/app/providers";
import { nameOf } from "@/components/live/name-of";
import { paramsOf } from "@/components/live/query-string";
import { VerifyPage } from "@/components/verify/verify-page";
import { requirePerson } from "@/lib/access/current";

export async function generateMetadata({
  searchParams,
}: PageProps<"/clusters/verify">): Promise<Metadata> {
  const name = nameOf((await searchParams).id);
  return { title: name ? `Verify the deployment: ${name}` : "Verify the deployment" };
}

export default async function Page({ searchParams }: PageProps<"/clusters/verify">) {
  const params = paramsOf(await searchParams);
  const person = await requirePerson();
  return (
    <QueryProvider>
      <VerifyPage person={person} id={params.get("id") ?? ""} />
    </QueryProvider>
  );
}
