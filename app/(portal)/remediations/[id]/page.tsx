import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { QueryProvider } from "@/app/providers";
import { paramsOf } from "@/components/live/query-string";
import { RemediationPageBody } from "@/components/remediations/remediation-page";
import { requirePerson } from "@/lib/access/current";

export const metadata: Metadata = { title: "Remediation" };

export default async function RemediationPage({
  params,
  searchParams,
}: PageProps<"/remediations/[id]">) {
  const { id } = await params;
  const person = await requirePerson();
  if (!z.uuid().safeParse(id).success) notFound();
  return (
    <QueryProvider>
      <RemediationPageBody person={person} id={id} params={paramsOf(await searchParams)} />
    </QueryProvider>
  );
}
