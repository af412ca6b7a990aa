import type { Metadata } from "next";
import { AuditLog } from "@/components/audit/audit-log";
import { paramsOf } from "@/components/live/query-string";
import { requirePerson } from "@/lib/access/current";

export const metadata: Metadata = { title: "Audit log" };

export default async function AuditPage({ searchParams }: PageProps<"/audit">) {
  const person = await requirePerson();
  return <AuditLog person={person} params={paramsOf(await searchParams)} />;
}
