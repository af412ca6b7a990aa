import { randomUUID } from "node:crypto";
import type { Person } from "../access/model.ts";
import { record } from "../audit/record.ts";
import { CloudFault } from "../cloud/faults.ts";
import { storedAccess } from "../connectors/access.ts";
import { db } from "../db/client.ts";
import { type ArcPart, type RecommendationId, recommendation } from "../recommendations/catalog.ts";
import type { Selection } from "../recommendations/filter.ts";
import { Refusal } from "../result.ts";
import { accessFiles } from "./access-files.ts";
import { arcFile } from "./arc-files.ts";
import type {
  AccessScripts,
  ArcLanguage,
  ScriptEnvironment,
  ScriptFile,
  ScriptPreview,
} from "./catalog-script.ts";
import { type PolicyBlocks, policyBlocks } from "./policy-blocks.ts";
import { type ScriptTarget, scriptTargets } from "./script-targets.ts";

/** Clusters that are named in the panel; the scripts have them all. */
const NAMED = 100;

interface Asked {
  recommendationId: RecommendationId;
  selection: Selection;
}

/** What a script would be about, and which policies stand in its way; nothing is written. */
export async function previewScript(
  asked: Asked & { location: string },
  person: Person,
): Promise<ScriptPreview> {
  const targets = await scriptTargets(person, asked);
  const { blocks, unread, fault } = await blocksOf(person, targets, asked.location);
  return {
    environments: environmentsOf(targets),
    total: targets.length,
    clusters: targets.slice(0, NAMED).map((target) => {
      const { id, name, arcName, connected, connectivity } = target;
      const { subscriptionId, subscription, resourceGroup } = target;
      const place = { subscriptionId, subscription, resourceGroup };
      return { id, name, arcName, connected, connectivity, ...place };
    }),
    blocks,
    unread,
    fault,
  };
}

/** The script that connects the selected clusters of one connector and installs what the recommendation asks for. */
export async function writeScript(
  asked: Asked & {
    connectorId: string;
    location: string;
    language: ArcLanguage;
    parts: readonly ArcPart[];
  },
  person: Person,
): Promise<ScriptFile> {
  const { script } = recommendation(asked.recommendationId);
  if (!script) throw new Refusal("This recommendation is not remediated by a script.", "invalid");
  const targets = await scriptTargets(person, asked, asked.connectorId);
  const [first] = targets;
  if (!first) throw new Refusal("None of the selected clusters is unhealthy any more.", "missing");
  const offered = asked.parts.filter((part) => script.offers.includes(part));
  const request = {
    cloud: first.cloud,
    environment: first.cloud === "aws" ? first.hierarchyId : first.projectId,
    projectNumber: first.cloud === "gcp" ? first.hierarchyId : "",
    location: asked.location,
    parts: [...script.parts, ...offered],
    targets,
  };
  const { file, leftOut } = arcFile(request, asked.language);
  if (!file) throw new Refusal(leftOut[0]?.why ?? "No script can be written.", "invalid");
  await recordDownload(person, first, file.name, `${file.does} Downloaded as ${asked.language}.`);
  return { name: file.name, text: file.text, leftOut: named(leftOut) };
}

/** The article's two ways to let Defender's agentless discovery into the selected clusters of one connector. */
export async function writeAccess(
  asked: Asked & { connectorId: string },
  person: Person,
): Promise<AccessScripts> {
  const targets = await scriptTargets(person, asked, asked.connectorId);
  const [first] = targets;
  const access = await storedAccess(asked.connectorId);
  if (!first || !access?.agentlessRoleArn) {
    throw new Refusal("None of the selected clusters is an unhealthy EKS cluster.", "missing");
  }
  const roleArn = access.agentlessRoleArn;
  const { script, clusters, command, eksctl, leftOut } = accessFiles(targets, roleArn);
  await recordDownload(
    person,
    first,
    script.name,
    `Wrote scripts that let ${roleArn} into ${targets.length} EKS clusters.`,
  );
  const files = [script, clusters];
  return { roleArn, command, files, eksctl: eksctl.text, leftOut: named(leftOut) };
}

function environmentsOf(targets: readonly ScriptTarget[]): ScriptEnvironment[] {
  const byConnector = Map.groupBy(targets, ({ connectorId }) => connectorId);
  return [...byConnector].flatMap(([connectorId, [first, ...more]]) =>
    first
      ? [
          {
            connectorId,
            name: first.connector,
            cloud: first.cloud,
            environment: first.cloud === "aws" ? first.hierarchyId : first.projectId,
            clusters: more.length + 1,
          },
        ]
      : [],
  );
}

/** Policies at the places where Arc resources would be created; a cloud that does not answer hides the scripts from nobody. */
async function blocksOf(
  person: Person,
  targets: readonly ScriptTarget[],
  location: string,
): Promise<PolicyBlocks & { fault: string | null }> {
  const places = Map.groupBy(
    targets.filter(({ connected }) => !connected),
    ({ subscriptionId, resourceGroup }) => `${subscriptionId}/${resourceGroup}`,
  );
  const firsts = [...places.values()].flatMap(([first]) =>
    first ? [{ ...first, clusterId: first.id }] : [],
  );
  try {
    return { ...(await policyBlocks(person, firsts, location)), fault: null };
  } catch (error) {
    if (!(error instanceof CloudFault)) throw error;
    return { blocks: [], unread: [], fault: `${error.code}: ${error.message}` };
  }
}

function named(leftOut: readonly { target: { name: string }; why: string }[]) {
  return leftOut.map(({ target, why }) => ({ name: target.name, why }));
}

function recordDownload(
  person: Person,
  { subscriptionId, resourceGroup, connectorId }: ScriptTarget,
  resourceName: string,
  summary: string,
): Promise<void> {
  return record(db(), {
    actor: person,
    action: "clusters.script",
    outcome: "done",
    subscriptionId,
    resourceGroup,
    resourceId: connectorId,
    resourceName,
    summary,
    correlationId: randomUUID(),
  });
}
