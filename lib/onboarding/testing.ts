import { randomBytes } from "node:crypto";
import type { Sandbox } from "../../sandbox/testing.ts";
import type { ConnectorAccess, ForeignCloud } from "../cloud/cloud.ts";
import { CONNECTOR_COMPONENTS } from "../connectors/catalog.ts";
import type { GcpChoice } from "../connectors/choice.ts";
import { arcNameOf } from "../inventory/model.ts";
import type { ArcRequest, ArcTarget } from "./arc-script.ts";

export const ACCOUNT = "412233445566";
export const PROJECT = "nwh-shipping-prod";
export const PROJECT_NUMBER = "104857600001";
const SUBSCRIPTION_ID = "b7d2e4a9-1c38-4e6b-8a02-91d5c3f60b02";

/** A cluster to write a script for. */
export function arcTargetOf(
  cloud: ForeignCloud,
  place: Partial<Omit<ArcTarget, "id" | "arcName">> = {},
): ArcTarget {
  const { name = "shop", region = "eu-west-1" } = place;
  const id =
    cloud === "aws"
      ? `arn:aws:eks:${region}:${ACCOUNT}:cluster/${name}`
      : `//container.googleapis.com/projects/${PROJECT}/locations/${region}/clusters/${name}`;
  return {
    id,
    name,
    region,
    arcName: arcNameOf({ id, name }),
    subscriptionId: place.subscriptionId ?? SUBSCRIPTION_ID,
    resourceGroup: place.resourceGroup ?? "rg-multicloud",
  };
}

/** A script for the clusters, with the sensor alone unless said otherwise. */
export function arcRequestOf(
  cloud: ForeignCloud,
  targets: ArcTarget[],
  parts: ArcRequest["parts"] = ["sensor"],
): ArcRequest {
  return {
    cloud,
    environment: cloud === "aws" ? ACCOUNT : PROJECT,
    projectNumber: cloud === "aws" ? "" : PROJECT_NUMBER,
    location: "westeurope",
    parts,
    targets,
  };
}

/** Makes this process a portal of the sandbox, as far as calls to the clouds go: there is no database behind it. */
export function becomePortalOf(sandbox: Sandbox): void {
  Object.assign(process.env, {
    DATABASE_URL: "postgresql://nobody@localhost:1/none",
    BREAKWATER_KEY: randomBytes(32).toString("base64"),
    AZURE_AUTHORITY_HOST: sandbox.url,
    AZURE_RESOURCE_MANAGER_URL: sandbox.url,
    AZURE_TENANT_ID: sandbox.tenantId,
    AZURE_CLIENT_ID: sandbox.clientId,
    AZURE_CLIENT_SECRET: sandbox.clientSecret,
    AZURE_CA_FILE: sandbox.caFile,
    AWS_ENDPOINT_URL: sandbox.awsUrl,
    GOOGLE_ENDPOINT_URL: sandbox.gcpUrl,
    LOG_LEVEL: "silent",
  });
}

/** A project of the sandbox that nobody has connected yet. */
export const LAB = { projectId: "nwh-sandbox-lab", projectNumber: "104857600002" } as const;

/** What somebody may choose about a project. */
export function gcpChoice(changes: Partial<GcpChoice> = {}): GcpChoice {
  return {
    cloud: "gcp",
    name: "lab",
    subscriptionId: "b7d2e4a9-1c38-4e6b-8a02-91d5c3f60b02",
    resourceGroup: "rg-multicloud",
    region: "westeurope",
    scanHours: 12,
    containers: true,
    components: components(true),
    access: "default",
    ...LAB,
    organization: false,
    organizationId: "",
    excludedProjects: [],
    ...changes,
  };
}

/** All components on, or off. */
export function components(on: boolean): GcpChoice["components"] {
  return Object.fromEntries(CONNECTOR_COMPONENTS.map((id) => [id, on])) as GcpChoice["components"];
}

/** How the portal reaches what a choice connects. */
export function accessToProject(choice: GcpChoice): ConnectorAccess {
  const group = `/subscriptions/${choice.subscriptionId}/resourcegroups/${choice.resourceGroup}`;
  return {
    cloud: "gcp",
    hierarchyId: choice.projectNumber,
    projectId: choice.projectId,
    externalId: "",
    regions: [],
    agentlessRoleArn: "",
    connectorId: `${group}/providers/microsoft.security/securityconnectors/${choice.name}`,
    subscriptionId: choice.subscriptionId,
    resourceGroup: choice.resourceGroup,
  };
}
