import { expect, test } from "vitest";
import { accessOf } from "./access.ts";

const connectorWith = (cloudRoleArn: string) =>
  accessOf({
    id: "/connector",
    cloud: "aws",
    hierarchyId: "412233445566",
    projectId: "",
    externalId: "",
    subscriptionId: "s",
    resourceGroup: "g",
    properties: {
      environmentName: "AWS",
      hierarchyIdentifier: "412233445566",
      environmentData: { environmentType: "AwsAccount" },
      offerings: [
        {
          offeringType: "DefenderForContainersAws",
          mdcContainersAgentlessDiscoveryK8s: { enabled: true, cloudRoleArn },
        },
      ],
    },
  }).agentlessRoleArn;

test("E8: the role that is let into clusters is the connector's, and never one of another account", () => {
  const own = "arn:aws:iam::412233445566:role/defender/Discovery";
  expect(connectorWith(own)).toBe(own);
  expect(connectorWith("arn:aws:iam::666666666666:role/Discovery")).toBe(
    "arn:aws:iam::412233445566:role/MDCContainersAgentlessDiscoveryK8sRole",
  );
});
