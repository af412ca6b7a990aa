import type { ReactNode } from "react";
import type { OptionsQuery } from "@/lib/options/list-query";
import type { Target } from "@/lib/options/model";
import type { Options } from "@/lib/options/queries";
import { Disclosure } from "../ui/disclosure";
import { Section } from "../ui/page";
import { EmptyState, MessageBar } from "../ui/status";
import { Table, Td, Th, Tr } from "../ui/table";
import { OptionFiles } from "./option-files";
import { OptionsForm } from "./options-form";

/** Clusters that are named in the page; the files have them all. */
const NAMED = 200;

/** What was written: files to copy and download, what to know before, and what each parameter means. */
export async function Written({
  options,
  query,
  params,
  tabs,
}: {
  options: Promise<Options>;
  query: OptionsQuery;
  params: URLSearchParams;
  tabs: ReactNode;
}) {
  const { targets, total, does, output, parameters } = await options;
  const workspaces = [...new Set(targets.flatMap(({ workspace }) => workspace?.id ?? []))];
  return (
    <>
      <OptionsForm query={query} params={params} workspaces={workspaces} />
      {targets.length > 0 && (
        <details className="mb-4">
          <Disclosure>{does}</Disclosure>
          <Clusters targets={targets} />
        </details>
      )}
      {total > targets.length && (
        <MessageBar kind="warning">
          {total.toLocaleString("en")} clusters match, and a file holds{" "}
          {targets.length.toLocaleString("en")}: these are the first by name. Narrow the list and
          take the rest in other files.
        </MessageBar>
      )}
      {tabs}
      {targets.length === 0 ? (
        <EmptyState title="No cluster matches">
          None that you can see is on the list of this task. Take a filter away, or choose another
          component or task.
        </EmptyState>
      ) : (
        <Result output={output} params={params} />
      )}
      <div className="mt-6">
        <Parameters parameters={parameters} />
      </div>
    </>
  );
}

function Result({ output, params }: { output: Options["output"]; params: URLSearchParams }) {
  if ("cannot" in output) {
    return (
      <MessageBar kind="warning" title="This language has no way to do it">
        {output.cannot}
      </MessageBar>
    );
  }
  return (
    <>
      {output.warnings.map((text) => (
        <MessageBar key={text} kind="warning">
          {text}
        </MessageBar>
      ))}
      {output.leftOut.map(({ target, why }) => (
        <MessageBar key={target.armId} kind="error" title={`${target.name} is left out`}>
          {why}
        </MessageBar>
      ))}
      <OptionFiles files={output.files} params={params} />
    </>
  );
}

function Clusters({ targets }: { targets: Target[] }) {
  return (
    <ul className="my-1 pl-6">
      {targets.slice(0, NAMED).map(({ armId, name, resourceGroup, workspace }) => (
        <li key={armId} className="wrap-any">
          {name} <span className="text-muted">in {resourceGroup}</span>
          {workspace && (
            <span className="block text-xs text-muted">
              reports to {workspace.id.slice(workspace.id.lastIndexOf("/") + 1)}
              {workspace.isDefault && ", the default workspace of the region"}
            </span>
          )}
        </li>
      ))}
      {targets.length > NAMED && <li>and {targets.length - NAMED} more</li>}
    </ul>
  );
}

function Parameters({ parameters }: Pick<Options, "parameters">) {
  return (
    <Section title="Parameters">
      <Table label="Parameters">
        <thead>
          <tr>
            <Th>Name</Th>
            <Th>Description</Th>
            <Th>Mandatory</Th>
          </tr>
        </thead>
        <tbody>
          {parameters.map(({ name, means, mandatory }) => (
            <Tr key={name}>
              <Td className="wrap-any">
                <code>{name}</code>
              </Td>
              <Td label="Description">{means}</Td>
              <Td label="Mandatory">{mandatory ? "Yes" : "No"}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Section>
  );
}
