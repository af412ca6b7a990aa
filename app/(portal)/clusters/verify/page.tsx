import type { Metadata } from "next";
import { QueryProvider } from "@/app/providers";
import { paramsOf } from "@/components/live/query-string";
import { VerifyPage } from "@/components/verify/verify-page";
import { requirePerson } from "@/lib/access/current";

export const metadata: Metadata = { title: "Verify the deployment" };

export default async function Page({ searchParams }: PageProps<"/clusters/verify">) {
  const params = paramsOf(await searchParams);
  const person = await requirePerson();
  return (
    <QueryProvider>
      <VerifyPage person={person} id={params.get("id") ?? ""} />
    </QueryProvider>
  );
}
