import type { Metadata } from "next";
import { SettingsAndMonitoring } from "@/components/plans/settings-and-monitoring";
import { requirePerson } from "@/lib/access/current";

export const metadata: Metadata = { title: "Settings & monitoring" };

export default async function ContainersPage({
  params,
}: PageProps<"/environments/[subscriptionId]/plans/containers">) {
  const { subscriptionId } = await params;
  const person = await requirePerson();
  return <SettingsAndMonitoring person={person} subscriptionId={subscriptionId} />;
}
