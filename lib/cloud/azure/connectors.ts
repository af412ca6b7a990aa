import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Call, ConnectorDirectory, ConnectorDocument, ConnectorFacts } from "../cloud.ts";
import { CloudFault } from "../faults.ts";
import { type Answer, type Arm, absentAsNull } from "./arm.ts";
import { graph } from "./graph.ts";
import { kql } from "./kql.ts";
import { resourceUrl } from "./scope-path.ts";
import { API } from "./versions.ts";

const GROUP_PATH = "/subscriptions/{s}/resourceGroups/{g}";
const CONNECTOR_PATH = `${GROUP_PATH}/providers/Microsoft.Security/securityConnectors/{c}`;
const CONNECTOR_ID =
  /^\/subscriptions\/([^/]+)\/resourcegroups\/([^/]+)\/providers\/microsoft\.security\/securityconnectors\/([^/]+)$/i;

/** How Azure names the clouds that we know; connectors of others, such as GitHub's, are not ours to show. */
const CLOUDS = { aws: "aws", gcp: "gcp" } as const;
const CONTAINERS_AWS = "DefenderForContainersAws";
const SCAN_HOURS = 24;

/** What tells whether a connector is of a kind that we know; of others nothing else is read. */
const AnyConnector = z.looseObject({
  properties: z.looseObject({ environmentName: z.string().nullish() }),
});

const Connector = z.looseObject({
  id: z.string(),
  name: z.string(),
  location: z.string(),
  properties: z.looseObject({
    environmentName: z.string(),
    hierarchyIdentifier: z.string(),
    environmentData: z.looseObject({
      environmentType: z.string(),
      scanInterval: z.number().nullish(),
      organizationalData: z.looseObject({ organizationMembershipType: z.string() }).nullish(),
      projectDetails: z.looseObject({ projectId: z.string().nullish() }).nullish(),
    }),
    offerings: z
      .array(z.looseObject({ offeringType: z.string() }))
      .nullish()
      .transform((offerings) => offerings ?? []),
  }),
});

/** Connectors of AWS accounts and GCP projects, as resources of Azure. */
export function connectorDirectory(arm: Arm): ConnectorDirectory {
  return {
    connectors: () => connectors(arm),
    connector: async (armId) => (await read(arm, armId))?.facts ?? null,
    connectorCall,
    ensureConnector: (armId, document, expected) => ensure(arm, armId, document, expected),
    connectorRemoval: (armId) => ({ method: "DELETE", url: urlOf(armId), body: null }),
    removeConnector: (armId) => remove(arm, armId),
  };
}

async function* connectors(arm: Arm): AsyncGenerator<ConnectorFacts[]> {
  const query = kql`resources | where type =~ 'microsoft.security/securityconnectors' | project id, name, location, properties | order by id asc`;
  for await (const page of graph(arm, query)) {
    yield page.map(factsOf).filter((facts) => facts !== null);
  }
}

async function read(
  arm: Arm,
  armId: string,
): Promise<{ facts: ConnectorFacts; answer: Answer } | null> {
  const answer = await absentAsNull(
    arm.get({ path: CONNECTOR_PATH, values: valuesOf(armId), apiVersion: API.securityConnectors }),
  );
  const facts = answer && factsOf(answer.body);
  return facts && { facts, answer };
}

function connectorCall(armId: string, body: ConnectorDocument): Call {
  return { method: "PUT", url: urlOf(armId), body };
}

async function ensure(
  arm: Arm,
  armId: string,
  document: ConnectorDocument,
  expected: (found: ConnectorFacts | null) => boolean,
): ReturnType<ConnectorDirectory["ensureConnector"]> {
  const found = await read(arm, armId);
  const before = found?.facts ?? null;
  if (found && isSo(found.facts, document)) {
    return { connector: found.facts, before, call: null, requestId: found.answer.requestId };
  }
  if (!expected(before)) throw changed(found?.answer.requestId ?? null);
  const [subscriptionId = "", group = ""] = valuesOf(armId);
  await ensureGroup(arm, [subscriptionId, group], document.location);
  const answer = await arm.put({
    path: CONNECTOR_PATH,
    values: valuesOf(armId),
    apiVersion: API.securityConnectors,
    body: document,
  });
  const connector = factsOf(answer.body);
  if (!connector) throw new Error(`Azure answered with another connector than ${armId}.`);
  return { connector, before, call: connectorCall(armId, document), requestId: answer.requestId };
}

/** Whether all that the document says is so; what the cloud adds by itself does not count. */
function isSo({ properties }: ConnectorFacts, document: ConnectorDocument): boolean {
  return isDeepStrictEqual(only(properties, document.properties), document.properties);
}

/** Of `found` what `asked` speaks of, however deep. */
function only(found: unknown, asked: unknown): unknown {
  if (Array.isArray(asked) && Array.isArray(found)) {
    return found.map((one, at) => (at < asked.length ? only(one, asked[at]) : one));
  }
  if (!isObject(found) || !isObject(asked)) return found;
  return Object.fromEntries(
    Object.keys(asked)
      .filter((name) => name in found)
      .map((name) => [name, only(found[name], asked[name])]),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

async function ensureGroup(arm: Arm, values: string[], location: string): Promise<void> {
  const ask = { path: GROUP_PATH, values, apiVersion: API.resourceGroups };
  if (!(await absentAsNull(arm.get(ask)))) await arm.put({ ...ask, body: { location } });
}

async function remove(arm: Arm, armId: string): Promise<string | null> {
  const answer = await absentAsNull(
    arm.delete({
      path: CONNECTOR_PATH,
      values: valuesOf(armId),
      apiVersion: API.securityConnectors,
    }),
  );
  return answer?.status === 200 ? answer.requestId : null;
}

/** What we keep of a connector; null where it is one of another kind of environment. */
function factsOf(resource: unknown): ConnectorFacts | null {
  const { environmentName } = AnyConnector.parse(resource).properties;
  const cloud = CLOUDS[environmentName?.toLowerCase() as keyof typeof CLOUDS];
  if (!cloud) return null;
  const { id, name, location, properties } = Connector.parse(resource);
  const [subscriptionId = "", resourceGroup = ""] = valuesOf(id);
  const { environmentData, offerings } = properties;
  const membership = environmentData.organizationalData?.organizationMembershipType;
  const containers = offerings.find(({ offeringType }) => offeringType === CONTAINERS_AWS);
  const externalId = containers?.dataCollectionExternalId;
  return {
    id: id.toLowerCase(),
    armId: id,
    name,
    cloud,
    subscriptionId,
    resourceGroup: resourceGroup.toLowerCase(),
    region: location,
    hierarchyId: properties.hierarchyIdentifier,
    projectId: environmentData.projectDetails?.projectId ?? "",
    membership: membership === "Organization" || membership === "Member" ? membership : "",
    scanHours: environmentData.scanInterval ?? SCAN_HOURS,
    externalId: typeof externalId === "string" ? externalId : "",
    properties,
  };
}

function valuesOf(armId: string): string[] {
  const values = CONNECTOR_ID.exec(armId)?.slice(1);
  if (!values) throw new Error(`Not the id of a connector: ${armId}`);
  return values;
}

function urlOf(armId: string): string {
  return resourceUrl(armId, API.securityConnectors);
}

function changed(requestId: string | null): CloudFault {
  return new CloudFault({
    kind: "changed",
    code: "ConnectorChanged",
    message: "The connector was changed by someone else after this choice was made.",
    status: 0,
    requestId,
  });
}
