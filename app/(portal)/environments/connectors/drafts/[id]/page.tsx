import type { Metadata } from "next";
import { WizardPage } from "@/components/onboarding/wizard-page";
import { requirePerson } from "@/lib/access/current";

export const metadata: Metadata = { title: "Add environment" };

export default async function Page({ params }: PageProps<"/environments/connectors/drafts/[id]">) {
  const { id } = await params;
  const person = await requirePerson();
  return <WizardPage person={person} draftId={id} />;
}
