import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { ConnectorFacts, Offering } from "../cloud/cloud.ts";
import { RETENTION_DAYS, USUAL_RETENTION_DAYS } from "./catalog.ts";
import { type AwsChoice, ConnectorChoice, type GcpChoice, USUAL_CHOICE } from "./choice.ts";
import { choiceOf, documentOf } from "./document.ts";

const SUBSCRIPTION = randomUUID();
const EXTERNAL_ID = randomUUID();

const AWS: AwsChoice = {
  ...USUAL_CHOICE,
  cloud: "aws",
  name: "northwind",
  subscriptionId: SUBSCRIPTION,
  resourceGroup: "rg-multicloud",
  region: "westeurope",
  accountId: "412233445566",
  regions: ["eu-west-1"],
  organization: true,
  excludedAccounts: ["523344556677"],
  retentionDays: USUAL_RETENTION_DAYS,
  roleNames: { kubernetes: "OurKubernetesRole" },
};

const GCP: GcpChoice = {
  ...USUAL_CHOICE,
  cloud: "gcp",
  name: "shipping",
  subscriptionId: SUBSCRIPTION,
  resourceGroup: "rg-multicloud",
  region: "westeurope",
  projectId: "nwh-shipping-prod",
  projectNumber: "104857600001",
  organization: true,
  organizationId: "99887766",
  excludedProjects: ["104857600002"],
};

const HALF = { ...USUAL_CHOICE.components, auditLogs: false, imageAssessment: false };

test.each<ConnectorChoice>([
  AWS,
  GCP,
  { ...AWS, components: HALF, retentionDays: 90, organization: false, excludedAccounts: [] },
  { ...GCP, components: HALF, organization: false, organizationId: "", excludedProjects: [] },
])("what was chosen is read off the connector again: $cloud", (choice) => {
  expect(ConnectorChoice.parse(choice)).toEqual(choice);
  expect(choiceOf(connector(choice, []))).toEqual(choice);
});

test("E3, G3: the plan off takes its offering away, and leaves those of other plans", () => {
  const other = { offeringType: "DefenderForServersAws", defenderForServers: { a: 1 } };
  const { properties } = connector(AWS, [other]);
  const { offerings } = documentOf(
    { ...AWS, containers: false },
    EXTERNAL_ID,
    properties,
  ).properties;
  expect(offerings.map(({ offeringType }) => offeringType)).toEqual([
    "CspmMonitorAws",
    "DefenderForServersAws",
  ]);
  expect(offerings).toContainEqual(other);
});

test("members of an offering that are not known here go back as they came", () => {
  const { properties } = connector(AWS, []);
  const containers = properties.offerings.find((one) => one.offeringType.includes("Containers"));
  Object.assign(containers ?? {}, { securityGatingEnabled: true });
  const { offerings } = documentOf(AWS, EXTERNAL_ID, properties).properties;
  expect(offerings).toContainEqual(expect.objectContaining({ securityGatingEnabled: true }));
});

test("E4: audit logs are kept for a period that CloudWatch knows; else the answer says which there are", () => {
  for (const retentionDays of [0, -1, 1.5, "abc", 4000]) {
    const { error } = ConnectorChoice.safeParse({ ...AWS, retentionDays });
    expect(error?.issues[0]?.message).toContain(RETENTION_DAYS.join(", "));
  }
  expect(ConnectorChoice.safeParse({ ...AWS, retentionDays: 3653 }).success).toBe(true);
});

/** A connector as Azure would give it back. */
function connector(choice: ConnectorChoice, others: Offering[]): ConnectorFacts {
  const { properties } = documentOf(choice, EXTERNAL_ID);
  return {
    id: "",
    armId: "",
    name: choice.name,
    cloud: choice.cloud,
    subscriptionId: choice.subscriptionId,
    resourceGroup: choice.resourceGroup,
    region: choice.region,
    hierarchyId: properties.hierarchyIdentifier,
    projectId: choice.cloud === "gcp" ? choice.projectId : "",
    membership: choice.organization ? "Organization" : "",
    scanHours: choice.scanHours,
    externalId: EXTERNAL_ID,
    properties: { ...properties, offerings: [...properties.offerings, ...others] },
  };
}
