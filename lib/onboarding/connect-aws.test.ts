import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { awsCli, findAwsCli, keysOf } from "../../sandbox/testing/aws.ts";
import type { Person } from "../access/model.ts";
import { db } from "../db/client.ts";
import { openPortal, type Portal, SUBSCRIPTION, until } from "../testing.ts";
import { DEFENDER_AUDIENCE, DEFENDER_ISSUER } from "./catalog-aws.ts";
import { beginning, type DraftChoice } from "./choice.ts";
import { beginDraft } from "./draft.ts";
import { accessState, missingRights, STACK_NAME } from "./model.ts";
import { outlineOfDraft } from "./review.ts";
import { saveConnector } from "./save-connector.ts";
import { verifyDraft, verifyNow } from "./verify-access.ts";

const without = findAwsCli() ? false : "The AWS CLI is not installed.";

let portal: Portal;
let owner: Person;
let draftId = "";
let connectorId = "";
const file = join(tmpdir(), `breakwater-${process.pid}.json`);

beforeAll(async () => {
  portal = await openPortal();
  owner = await portal.signIn("olivia.owner");
  ({ draftId } = await beginDraft({ cloud: "aws" }, owner));
});
afterAll(async () => {
  await portal?.close();
  rmSync(file, { force: true });
});

const account = () => keysOf(portal.sandbox, "northwind-dev");
const aws = (...args: string[]) => awsCli(portal.sandbox, account(), ...args);

function choice(changes: Partial<DraftChoice> = {}): DraftChoice {
  return {
    ...beginning("aws"),
    name: "northwind-dev",
    accountId: account().id,
    subscriptionId: SUBSCRIPTION.shipping,
    resourceGroup: "rg-multicloud",
    ...changes,
  };
}

async function written(of = choice()): Promise<string> {
  const outline = await outlineOfDraft({ draftId, choice: of }, owner);
  if (!("text" in outline)) throw new Error(JSON.stringify(outline));
  writeFileSync(file, outline.text);
  return outline.version;
}

async function stackStatus(): Promise<string | undefined> {
  const found = await aws("cloudformation", "describe-stacks", "--stack-name", STACK_NAME);
  return (found as { Stacks: { StackStatus: string }[] }).Stacks[0]?.StackStatus;
}

/** Applies the template in the file as its page says, to a new stack or to the one that is there. */
async function apply(verb: "create" | "update"): Promise<void> {
  await aws(
    "cloudformation",
    `${verb}-stack`,
    "--stack-name",
    STACK_NAME,
    "--template-body",
    `file://${file}`,
    "--capabilities",
    "CAPABILITY_NAMED_IAM",
  );
  // `aws cloudformation wait` looks only every half minute.
  await until(
    `the stack is ${verb}d`,
    async () => !(await stackStatus())?.endsWith("_IN_PROGRESS"),
  );
  expect(await stackStatus()).toBe(`${verb.toUpperCase()}_COMPLETE`);
}

test.skipIf(without)(
  "E13: before the template is applied, verifying says in AWS's own words that there is no way in",
  async () => {
    const { reading } = await verifyDraft({ draftId, choice: choice() }, owner);
    expect(accessState(reading)).toBe("refused");
    expect(reading.fault?.code).toMatch(/AccessDenied|InvalidIdentityToken/);
    expect(reading.fault?.requestId).toBeTruthy();
  },
);

test.skipIf(without)(
  "E13: the template, applied by the real AWS CLI, makes the roles and providers, and the portal comes in",
  async () => {
    const version = await written();
    await apply("create");
    const providers = (await aws("iam", "list-open-id-connect-providers")) as {
      OpenIDConnectProviderList: { Arn: string }[];
    };
    const defender = providers.OpenIDConnectProviderList.find(({ Arn }) =>
      Arn.endsWith(DEFENDER_ISSUER.replace("https://", "")),
    );
    expect(defender).toBeDefined();
    const role = await aws("iam", "get-role", "--role-name", "MDCContainersK8sRole");
    expect(JSON.stringify(role)).toContain(DEFENDER_AUDIENCE);
    const { reading, needed } = await verifyDraft({ draftId, choice: choice() }, owner);
    expect(missingRights(reading)).toEqual([]);
    expect(accessState(reading)).toBe("healthy");
    expect([reading.template, needed]).toEqual([version, version]);
  },
);

test.skipIf(without)(
  "E13: the connector of the draft becomes healthy by itself, and its EKS clusters appear",
  async () => {
    portal.startWorker();
    ({ connectorId } = await saveConnector({ draftId, choice: choice() }, owner));
    const row = () => db().connector.findUnique({ where: { id: connectorId } });
    await until("the connector is verified", async () => (await row())?.verifiedAt != null);
    const found = await row();
    expect(found).toMatchObject({ syncFault: null });
    expect(found?.templateApplied).toBe(found?.templateNeeded);
    await until(
      "clusters appear",
      async () => (await db().cluster.count({ where: { connectorId } })) > 0,
    );
  },
);

test.skipIf(without)(
  "a right that is taken away is named, with the role that lacks it",
  async () => {
    await aws(
      "iam",
      "delete-role-policy",
      "--role-name",
      "MDCContainersAgentlessDiscoveryK8sRole",
      "--policy-name",
      "breakwater",
    );
    const { reading } = await verifyNow({ connectorId }, owner);
    expect(accessState(reading)).toBe("lacking");
    expect(missingRights(reading)).toContain(
      "MDCContainersAgentlessDiscoveryK8sRole lacks eks:DescribeCluster",
    );
    const row = await db().connector.findUniqueOrThrow({ where: { id: connectorId } });
    expect(JSON.stringify(row.access)).toContain("eks:DescribeCluster");
  },
);

test.skipIf(without)(
  "a changed component asks for another template, and the portal knows when it is applied",
  async () => {
    ({ draftId } = await beginDraft({ cloud: "aws" }, owner));
    const components = { ...choice().components, imageAssessment: false };
    const least = choice({ access: "least", components });
    const version = await written(least);
    // Of another draft: its external ID is another, so the role that is there lets nobody in by it.
    const before = await verifyDraft({ draftId, choice: least }, owner);
    expect(accessState(before.reading)).toBe("refused");
    expect(before.reading.fault?.message).toMatch(/ExternalId|external ID/i);
    await apply("update");
    const after = await verifyDraft({ draftId, choice: least }, owner);
    expect(accessState(after.reading)).toBe("healthy");
    expect(after.reading.template).toBe(version);
  },
);
