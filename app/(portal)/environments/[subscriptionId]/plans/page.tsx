import type { Metadata } from "next";
import { DefenderPlans } from "@/components/plans/defender-plans";
import { requirePerson } from "@/lib/access/current";

export const metadata: Metadata = { title: "Defender plans" };

export default async function PlansPage({
  params,
}: PageProps<"/environments/[subscriptionId]/plans">) {
  const { subscriptionId } = await params;
  const person = await requirePerson();
  return <DefenderPlans person={person} subscriptionId={subscriptionId} />;
}
