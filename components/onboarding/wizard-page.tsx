import { notFound } from "next/navigation";
import type { Person } from "@/lib/access/model";
import { CLOUDS } from "@/lib/connectors/catalog";
import { wizardPage } from "@/lib/onboarding/queries";
import { connectorHref } from "../connectors/connector-line";
import { Breadcrumb, PageHeader } from "../ui/page";
import { newConnectorHref } from "./add-environment";
import { ConnectorWizard } from "./connector-wizard";

/** The wizard that connects an account or a project, or changes how it is connected. */
export async function WizardPage({ person, draftId }: { person: Person; draftId: string }) {
  const page = await wizardPage(person, draftId);
  if (!page) notFound();
  const { choice, connectorId } = page;
  const { cloud } = choice;
  const { account, name } = CLOUDS[cloud];
  const title = connectorId ? `Edit ${choice.name}` : `Add ${account}`;
  const leaveTo = connectorId ? connectorHref(connectorId) : newConnectorHref(cloud);
  return (
    <>
      <Breadcrumb
        crumbs={[
          { label: "Environment settings", href: "/environments" },
          { label: connectorId ? choice.name : `Add environment`, href: leaveTo },
          { label: title },
        ]}
      />
      <PageHeader title={title}>{name}</PageHeader>
      <ConnectorWizard
        facts={{
          draftId: page.draftId,
          externalId: page.externalId,
          editing: connectorId !== "",
          places: page.places,
        }}
        begun={choice}
        leaveTo={leaveTo}
      />
    </>
  );
}
