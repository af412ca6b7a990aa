import {
  AssociateAccessPolicyCommand,
  CreateAccessEntryCommand,
  DeleteAccessEntryCommand,
  DescribeAccessEntryCommand,
  DisassociateAccessPolicyCommand,
  ListAccessEntriesCommand,
  ListAccessPoliciesCommand,
  ListAssociatedAccessPoliciesCommand,
  UpdateAccessEntryCommand,
  UpdateClusterConfigCommand,
} from "@aws-sdk/client-eks";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { BOOKING, type Eks, eksOf, US } from "./testing/eks.ts";
import { type Sandbox, startSandbox } from "./testing.ts";

vi.setConfig({ testTimeout: 60_000 });

let sandbox: Sandbox;
let account: Eks["account"];
let eksIn: Eks["eksIn"];
let eks: Eks["eks"];
let passes: Eks["passes"];
let role: Eks["role"];
let fresh: Eks["fresh"];
beforeAll(async () => {
  sandbox = await startSandbox({ clusters: 0 });
  await sandbox.control("settings", { operationSeconds: { min: 60, max: 60 } });
  ({ account, eksIn, eks, passes, role, fresh } = eksOf(sandbox));
});
afterAll(() => sandbox.stop());

const CLUSTER_ADMIN = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";

test("access entries come, get policies and go; a second one for the same role is refused", async () => {
  const clusterName = BOOKING;
  const principalArn = role("eks-cluster");
  const create = () => eks.send(new CreateAccessEntryCommand({ clusterName, principalArn }));
  const { accessEntry } = await create();
  expect(accessEntry).toMatchObject({
    type: "STANDARD",
    username: `arn:aws:sts::${account}:assumed-role/eks-cluster/{{SessionName}}`,
    kubernetesGroups: [],
  });
  expect(accessEntry?.createdAt).toBeInstanceOf(Date);
  await expect(create()).rejects.toMatchObject({ name: "ResourceInUseException" });
  const which = { clusterName, principalArn };
  const scope = { type: "cluster" as const };
  await eks.send(
    new AssociateAccessPolicyCommand({ ...which, policyArn: CLUSTER_ADMIN, accessScope: scope }),
  );
  const entries = async (associatedPolicyArn?: string) =>
    (await eks.send(new ListAccessEntriesCommand({ clusterName, associatedPolicyArn })))
      .accessEntries;
  const administrator = `arn:aws:iam::${account}:user/administrator`;
  expect(await entries()).toEqual([principalArn, role("eks-nodes"), administrator]);
  expect(await entries(CLUSTER_ADMIN)).toEqual([principalArn, administrator]);
  expect(
    (await eks.send(new ListAssociatedAccessPoliciesCommand(which))).associatedAccessPolicies,
  ).toMatchObject([{ policyArn: CLUSTER_ADMIN, accessScope: { type: "cluster" } }]);
  await eks.send(new DisassociateAccessPolicyCommand({ ...which, policyArn: CLUSTER_ADMIN }));
  expect(await entries(CLUSTER_ADMIN)).toEqual([administrator]);
  const groups = { ...which, kubernetesGroups: ["viewers"] };
  await eks.send(new UpdateAccessEntryCommand(groups));
  const seen = await eks.send(new DescribeAccessEntryCommand(which));
  expect(seen.accessEntry?.kubernetesGroups).toEqual(["viewers"]);
  await eks.send(new DeleteAccessEntryCommand(which));
  await expect(eks.send(new DescribeAccessEntryCommand(which))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

test("access entries are refused for who isn't there, with groups of Kubernetes' own, and with no such policy", async () => {
  const clusterName = BOOKING;
  const ofNobody = { clusterName, principalArn: role("nobody") };
  await expect(eks.send(new CreateAccessEntryCommand(ofNobody))).rejects.toThrow(
    /principalArn is invalid/,
  );
  const masters = {
    clusterName,
    principalArn: role("eks-cluster"),
    kubernetesGroups: ["system:masters"],
  };
  await expect(eks.send(new CreateAccessEntryCommand(masters))).rejects.toThrow(
    /system:masters is invalid, it cannot start with system:/,
  );
  const { accessPolicies = [] } = await eks.send(new ListAccessPoliciesCommand({}));
  expect(accessPolicies.map(({ arn }) => arn)).toContain(CLUSTER_ADMIN);
  const none = {
    clusterName,
    principalArn: `arn:aws:iam::${account}:user/administrator`,
    policyArn: CLUSTER_ADMIN.replace("AmazonEKSClusterAdminPolicy", "None"),
    accessScope: { type: "cluster" as const },
  };
  await expect(eks.send(new AssociateAccessPolicyCommand(none))).rejects.toMatchObject({
    name: "InvalidParameterException",
  });
});

test("a cluster that only knows its ConfigMap refuses access entries until its mode is changed, for good", async () => {
  const clusterName = await fresh(["configMap"]);
  const us = eksIn(US);
  const entry = { clusterName, principalArn: role("eks-cluster") };
  await expect(us.send(new CreateAccessEntryCommand(entry))).rejects.toMatchObject({
    name: "InvalidRequestException",
    message: expect.stringContaining("[API, API_AND_CONFIG_MAP]"),
  });
  const toMode = (authenticationMode: "API_AND_CONFIG_MAP" | "CONFIG_MAP") =>
    us.send(
      new UpdateClusterConfigCommand({ name: clusterName, accessConfig: { authenticationMode } }),
    );
  expect((await toMode("API_AND_CONFIG_MAP")).update?.type).toBe("AccessConfigUpdate");
  await passes(61);
  const { accessEntries } = await us.send(new ListAccessEntriesCommand({ clusterName }));
  expect(accessEntries).toEqual([role("eks-nodes"), `arn:aws:iam::${account}:user/administrator`]);
  await us.send(new CreateAccessEntryCommand(entry));
  await expect(toMode("CONFIG_MAP")).rejects.toThrow(
    "Unsupported authentication mode update from API_AND_CONFIG_MAP to CONFIG_MAP",
  );
});

test("an access entry whose answer was lost is made once, though the SDK asks again", async () => {
  const clusterName = await fresh();
  const us = eksIn(US);
  const match = { cloud: "aws", operation: "eks:CreateAccessEntry" };
  await sandbox.control("faults", { match, fault: { kind: "accept-then-reset" }, times: 1 });
  const entry = { clusterName, principalArn: role("eks-cluster") };
  const { accessEntry } = await us.send(new CreateAccessEntryCommand(entry));
  expect(accessEntry).toMatchObject(entry);
  const counted = (await sandbox.control("effects", undefined, "GET")) as {
    byResource: Record<string, object>;
  };
  const arn = `arn:aws:eks:${US}:${account}:cluster/${clusterName}`;
  expect(counted.byResource[arn]).toEqual({ CreateAccessEntry: 1 });
  await expect(us.send(new CreateAccessEntryCommand(entry))).rejects.toMatchObject({
    name: "ResourceInUseException",
  });
});
