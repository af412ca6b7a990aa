import Link from "next/link";
import type { Person } from "@/lib/access/model";
import { CLOUD_IDS, CLOUDS } from "@/lib/connectors/catalog";
import { drafts } from "@/lib/onboarding/queries";
import { Breadcrumb, PageHeader, Section } from "../ui/page";
import { Table, Td, Th, Tr } from "../ui/table";
import { Time } from "../ui/time";
import { BeginButton } from "./begin-button";
import { DiscardDraft } from "./discard-draft";
import { draftHref } from "./draft-href";

/** Where a connector is begun, or gone on with: nothing is stored until the person says so. */
export async function NewConnector({
  person,
  params,
}: {
  person: Person;
  params: URLSearchParams;
}) {
  const cloud = CLOUD_IDS.find((id) => id === params.get("cloud")) ?? "aws";
  const begun = await drafts(person);
  const { name, account, clusters, applied } = CLOUDS[cloud];
  const article = cloud === "aws" ? "an" : "a";
  return (
    <>
      <Breadcrumb
        crumbs={[
          { label: "Environment settings", href: "/environments" },
          { label: "Add environment" },
        ]}
      />
      <PageHeader title={`Connect ${article} ${account}`}>{name}</PageHeader>
      <p className="mt-0 mb-4 max-w-3xl">
        Microsoft Defender for Containers protects {clusters} of {account}s that are connected. It
        takes four steps: which account, what is protected, how Defender and the portal come in, and
        a last look. You apply the {applied} in the {account} yourself; the portal never asks for
        its keys.
      </p>
      <p className="mb-6">
        <BeginButton cloud={cloud} />
      </p>
      {begun.length > 0 && (
        <Section title="What you had begun">
          <Table label="Drafts">
            <thead>
              <tr>
                <Th>Connector</Th>
                <Th>Cloud</Th>
                <Th>Last changed</Th>
                <Th>
                  <span className="sr-only">Discard</span>
                </Th>
              </tr>
            </thead>
            <tbody>
              {begun.map((draft) => (
                <Tr key={draft.id}>
                  <Td>
                    <Link href={draftHref(draft.id)} prefetch={false} className="wrap-any">
                      {draft.title}
                    </Link>
                    {draft.connectorId && (
                      <span className="block text-xs text-muted">A change of it</span>
                    )}
                  </Td>
                  <Td label="Cloud">{CLOUDS[draft.cloud].name}</Td>
                  <Td label="Last changed">
                    <Time at={draft.at} />
                  </Td>
                  <Td>
                    <DiscardDraft draftId={draft.id} title={draft.title} />
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        </Section>
      )}
    </>
  );
}
