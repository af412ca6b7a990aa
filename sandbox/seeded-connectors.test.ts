import { EKSClient, ListClustersCommand } from "@aws-sdk/client-eks";
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  type Credentials,
  STSClient,
} from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AwsKeys } from "./aws-cli.ts";
import { SUBSCRIPTIONS } from "./seed/company.ts";
import { clientOptions } from "./testing/aws.ts";
import { containerClient, federatedClient } from "./testing/gcp.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

const GROUP = `/subscriptions/${SUBSCRIPTIONS.shipping.id}/resourceGroups/rg-multicloud`;
const CONNECTORS = `${GROUP}/providers/Microsoft.Security/securityConnectors`;

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ clusters: 0, connectors: true });
});
afterAll(() => sandbox.stop());

async function propertiesOf(connector: string) {
  const { body } = await sandbox.arm(
    "GET",
    `${CONNECTORS}/${connector}?api-version=2024-08-01-preview`,
  );
  return body.properties;
}

function keysIn(credentials: Credentials | undefined): AwsKeys {
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = credentials ?? {};
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  };
}

test("the portal enters the connected account in two steps, the second with the connector's external id", async () => {
  const { hierarchyIdentifier: account, offerings } = await propertiesOf("aws-northwind-prod");
  const externalId = offerings[1].dataCollectionExternalId;
  const roleOf = (name: string) => ({
    RoleArn: `arn:aws:iam::${account}:role/${name}`,
    RoleSessionName: "breakwater",
  });
  const nobody = { accessKeyId: "none", secretAccessKey: "none" };
  const first = await new STSClient(clientOptions(sandbox, nobody)).send(
    new AssumeRoleWithWebIdentityCommand({
      ...roleOf("BreakwaterAccessRole"),
      WebIdentityToken: await sandbox.federationToken(),
    }),
  );
  const sts = new STSClient(clientOptions(sandbox, keysIn(first.Credentials)));
  const enter = (ExternalId: string) =>
    sts.send(new AssumeRoleCommand({ ...roleOf("BreakwaterContainersRole"), ExternalId }));
  await expect(enter("somebody-else")).rejects.toThrow(/not authorized/);
  const { Credentials } = await enter(externalId);
  const eks = new EKSClient(clientOptions(sandbox, keysIn(Credentials)));
  const { clusters } = await eks.send(new ListClustersCommand({}));
  expect(clusters).toContain("eks-tracking-prod-euw1");
});

test("the portal lists the clusters of the connected project as its service account there", async () => {
  const { environmentData } = await propertiesOf("gcp-nwh-shipping-prod");
  const { projectId, projectNumber } = environmentData.projectDetails;
  const client = federatedClient(sandbox, {
    audience: `//iam.googleapis.com/projects/${projectNumber}/locations/global/workloadIdentityPools/breakwater/providers/breakwater`,
    serviceAccount: `breakwater-portal@${projectId}.iam.gserviceaccount.com`,
    token: await sandbox.federationToken(),
  });
  const { token } = await client.getAccessToken();
  const { data } = await containerClient(sandbox, token ?? "").projects.locations.clusters.list({
    parent: `projects/${projectId}/locations/-`,
  });
  expect(data.clusters?.map(({ name }) => name)).toContain("gke-ship-tracking");
});

test("a new estate is connected again", async () => {
  await sandbox.control("seed", { clusters: 0 });
  expect(await propertiesOf("aws-northwind-prod")).toMatchObject({ environmentName: "AWS" });
});
