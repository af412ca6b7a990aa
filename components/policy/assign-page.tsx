import type { Route } from "next";
import { notFound } from "next/navigation";
import type { Person } from "@/lib/access/model";
import { wizard } from "@/lib/policy/queries";
import { SENSOR_POLICIES } from "@/lib/workspaces/model";
import { workspaceOptions } from "@/lib/workspaces/queries";
import { Breadcrumb, PageHeader } from "../ui/page";
import { AssignWizard } from "./assign-wizard";
import { assignmentHref } from "./assignment-href";
import { Faulted } from "./faulted";

/** The wizard that assigns a policy, or edits an assignment (`?edit=` names it). */
export async function AssignPage({
  person,
  name,
  params,
}: {
  person: Person;
  name: string;
  params: URLSearchParams;
}) {
  const assignmentId = params.get("edit");
  const [begun, workspaces] = await Promise.all([
    wizard(person, name, { assignmentId, scope: params.get("scope") ?? "" }),
    workspaceOptions(person, ""),
  ]);
  if (!begun) notFound();
  if ("fault" in begun) return <Faulted what="The definition" fault={begun.fault} />;
  const { definition, choice, draftAt, roleNames } = begun;
  const { parameters, roleIds, displayName } = definition;
  return (
    <>
      <Breadcrumb
        crumbs={[
          { label: "Azure Policy", href: "/policy" as Route },
          { label: displayName, href: `/policy/definitions/${name}?tab=assignments` as Route },
          { label: assignmentId ? "Edit assignment" : "Assign policy" },
        ]}
      />
      <PageHeader title={assignmentId ? `Edit ${choice.displayName}` : "Assign policy"}>
        {displayName}
      </PageHeader>
      <AssignWizard
        name={name}
        assignmentId={assignmentId}
        definition={{ parameters, roleIds }}
        roleNames={roleNames}
        begun={choice}
        draft={draftAt !== null}
        workspaces={workspaces}
        assignsWorkspaces={Object.values(SENSOR_POLICIES).includes(name as never)}
        leaveTo={
          assignmentId
            ? assignmentHref(assignmentId)
            : (`/policy/definitions/${name}?tab=assignments` as Route)
        }
      />
    </>
  );
}
