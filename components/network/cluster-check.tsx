import { Download } from "lucide-react";
import type { Route } from "next";
import Form from "next/form";
import type { Person } from "@/lib/access/model";
import { CLOUDS, CLUSTER_TYPES } from "@/lib/network/catalog";
import { JOB_NAME, jobManifest } from "@/lib/network/export";
import type { NetworkFilter } from "@/lib/network/filter";
import { endpointWith, regionsOf } from "@/lib/network/model";
import { lastReport, type NetworkCluster, type StoredReport } from "@/lib/network/queries";
import { withParams } from "../live/query-string";
import { Button } from "../ui/button";
import { BUTTON, cx } from "../ui/classes";
import { CodeBlock } from "../ui/code";
import { Section } from "../ui/page";
import { EmptyState } from "../ui/status";
import { Time } from "../ui/time";
import { ChosenCluster, ClusterPicker, chosenCluster } from "./cluster-picker";
import { PasteReport } from "./paste-report";
import { inWords, ResultTable } from "./result-table";

const HERE = "" as Route;

/** The same check from inside of a cluster: a Job to run there, and a place to bring its result to. */
export async function ClusterCheck({
  person,
  filter,
  params,
}: {
  person: Person;
  filter: NetworkFilter;
  params: URLSearchParams;
}) {
  const cluster = await chosenCluster(person, filter);
  return (
    <>
      <p className="mt-0 mb-4 max-w-4xl">
        A Kubernetes Job tries every endpoint from the cluster's own network and prints one line of
        JSON each. It needs no rights in the cluster and no image but one of{" "}
        <code>mcr.microsoft.com</code>, which the cluster must reach anyway.
      </p>
      <Section title="1. Which cluster">
        {cluster ? (
          <ChosenCluster cluster={cluster} filter={filter} params={params} />
        ) : (
          <ClusterPicker person={person} filter={filter} params={params} />
        )}
      </Section>
      <Section title="2. Run the Job there">
        <Places filter={filter} params={params} />
        <CodeBlock label={`${JOB_NAME}.yaml`} code={jobManifest(filter)} />
        <a
          href={`/api/network/job${withParams(params, { view: null, cluster: null, search: null })}`}
          download
          className={cx(BUTTON.base, BUTTON.secondary, "mb-3")}
        >
          <Download aria-hidden className="size-4" />
          Download the manifest
        </a>
        <CodeBlock label="Commands" code={COMMANDS} />
      </Section>
      {cluster && <Brought person={person} cluster={cluster} />}
    </>
  );
}

const COMMANDS = `kubectl apply -f ${JOB_NAME}.yaml
kubectl -n default wait --for=condition=complete --timeout=600s job/${JOB_NAME}
kubectl -n default logs job/${JOB_NAME}`;

/** Region and workspace stand in names, so they are asked before the manifest is made. */
function Places({ filter, params }: { filter: NetworkFilter; params: URLSearchParams }) {
  const kept = [...params].filter(([name]) => name !== "region" && name !== "workspace");
  return (
    <Form action={HERE} scroll={false} className="mb-3 flex flex-wrap items-end gap-3">
      {kept.map(([name, value]) => (
        <input key={`${name}=${value}`} type="hidden" name={name} value={value} />
      ))}
      <label>
        <span className="block font-semibold">Region of the cluster</span>
        <select
          name="region"
          key={filter.region}
          defaultValue={filter.region}
          className="h-8 rounded-md border border-line-strong bg-surface px-2 text-ink"
        >
          {regionsOf(filter.cloud).map((region) => (
            <option key={region}>{region}</option>
          ))}
        </select>
      </label>
      <label className="max-sm:w-full">
        <span className="block font-semibold">
          Workspace ID <span className="font-normal text-muted">(for opinsights names)</span>
        </span>
        <input
          name="workspace"
          defaultValue={filter.workspace ?? ""}
          maxLength={36}
          pattern="[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
          title="A GUID, as the workspace's page shows it"
          placeholder="00000000-0000-0000-0000-000000000000"
          className="h-8 w-88 max-w-full rounded-md border border-line-strong bg-surface px-2 text-ink placeholder:text-muted"
        />
      </label>
      <Button type="submit">Make the manifest</Button>
    </Form>
  );
}

async function Brought({ person, cluster }: { person: Person; cluster: NetworkCluster }) {
  const report = await lastReport(person, cluster.id);
  return (
    <>
      <Section title="3. Bring the result back">
        <PasteReport clusterId={cluster.id} />
      </Section>
      <Section title="Last result from this cluster">
        {report ? (
          <LastReport report={report} />
        ) : (
          <EmptyState title="No result yet">
            Run the Job, and paste what it prints above.
          </EmptyState>
        )}
      </Section>
    </>
  );
}

function LastReport({ report }: { report: StoredReport }) {
  const { results } = report;
  return (
    <>
      <p className="mt-0 mb-3 text-muted">
        {inWords(results, results.length)} Brought by {report.person}, <Time at={report.at} />, for{" "}
        {CLUSTER_TYPES[report.type]} in {CLOUDS[report.cloud]}, {report.region}.
      </p>
      <ResultTable
        rows={results.map((result) => ({
          id: result.id,
          published: result.host,
          port: result.port,
          purpose: endpointWith(result.id)?.row.purpose ?? "No longer in the list",
          result,
        }))}
      />
    </>
  );
}
