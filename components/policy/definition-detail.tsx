import { FilePlus2 } from "lucide-react";
import type { Route } from "next";
import { notFound } from "next/navigation";
import type { Person } from "@/lib/access/model";
import { AssignmentFilter } from "@/lib/policy/filter";
import { assignmentCount, definition as readDefinition } from "@/lib/policy/queries";
import { withParams } from "../live/query-string";
import { LinkButton } from "../ui/button";
import { CodeBlock } from "../ui/code";
import { Breadcrumb, CommandBar, Essentials, PageHeader } from "../ui/page";
import { TabLinks } from "../ui/tabs";
import { Assignments } from "./assignments";
import { Faulted } from "./faulted";
import { ParameterTable } from "./parameter-table";

const TABS = ["definition", "assignments", "parameters"] as const;
type Tab = (typeof TABS)[number];

/** One policy definition: what it is, where it is assigned, what can be set. */
export async function DefinitionDetail({
  person,
  name,
  params,
}: {
  person: Person;
  name: string;
  params: URLSearchParams;
}) {
  const [found, count] = await Promise.all([
    readDefinition(person, name),
    assignmentCount(person, name),
  ]);
  if (!found) notFound();
  const tab = TABS.find((one) => one === params.get("tab")) ?? "definition";
  if ("fault" in found) return <Faulted what="The definition" fault={found.fault} />;
  const { definition } = found;
  const assign = `/policy/definitions/${name}/assign${scopeOf(params)}` as Route;
  return (
    <>
      <Breadcrumb
        crumbs={[
          { label: "Azure Policy", href: "/policy" as Route },
          { label: definition.displayName },
        ]}
      />
      <PageHeader title={definition.displayName}>Policy definition</PageHeader>
      <CommandBar>
        <LinkButton href={assign} look="subtle" icon={<FilePlus2 aria-hidden className="size-4" />}>
          Assign
        </LinkButton>
      </CommandBar>
      <div className="mb-4">
        <Essentials
          facts={[
            ["Definition ID", definition.armId],
            ["Type", definition.policyType === "BuiltIn" ? "Built-in" : definition.policyType],
            ["Category", definition.category || "–"],
            ["Version", definition.version || "–"],
            ["Mode", definition.mode],
            ["Available effects", effectsOf(definition.parameters)],
            ["Description", definition.description],
          ]}
        />
      </div>
      <TabLinks label="Views of the definition" tabs={tabsOf(tab, count, params)} />
      {tab === "definition" && (
        <CodeBlock label="Definition" code={JSON.stringify(definition.document, null, 2)} />
      )}
      {tab === "assignments" && (
        <Assignments
          person={person}
          name={name}
          filter={filterOf(params)}
          params={params}
          assign={assign}
        />
      )}
      {tab === "parameters" && <ParameterTable parameters={definition.parameters} />}
    </>
  );
}

function tabsOf(tab: Tab, count: number, params: URLSearchParams) {
  const href = (to: Tab) => withParams(params, { tab: to, search: null }) as Route;
  return [
    { label: "Definition", href: href("definition"), current: tab === "definition" },
    { label: "Assignments", count, href: href("assignments"), current: tab === "assignments" },
    { label: "Parameters", href: href("parameters"), current: tab === "parameters" },
  ];
}

/** The scope that was chosen on the Assignments tab goes along into the wizard. */
function scopeOf(params: URLSearchParams): string {
  const scope = params.get("scope");
  return scope ? `?${new URLSearchParams({ scope })}` : "";
}

function effectsOf(parameters: { name: string; allowedValues: unknown[] | null }[]): string {
  const effect = parameters.find(({ name }) => name.toLowerCase() === "effect");
  return effect?.allowedValues?.map(String).join(", ") ?? "–";
}

function filterOf(params: URLSearchParams): AssignmentFilter {
  const parsed = AssignmentFilter.safeParse({
    search: params.get("search") ?? undefined,
    scope: params.get("scope") ?? undefined,
    after: params.get("after") ?? undefined,
  });
  return parsed.success ? parsed.data : {};
}
