import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Person } from "../access/model.ts";
import { cloudFor } from "../cloud/index.ts";
import { db } from "../db/client.ts";
import { openPortal, type Portal, SUBSCRIPTION } from "../testing.ts";
import { ensureDefaultWorkspace, forgetWorkspaces } from "./ensure.ts";
import { defaultWorkspace } from "./model.ts";

let portal: Portal;
let owner: Person;
beforeAll(async () => {
  portal = await openPortal();
  owner = await portal.signIn("olivia.owner");
});
afterAll(() => portal?.close());

test("a default workspace that Azure failed to make ends a fix with its state, and is not waited for", async () => {
  const cloud = cloudFor({ kind: "person", ...owner });
  const workspace = defaultWorkspace(SUBSCRIPTION.payments, "westeurope");
  const ensure = () =>
    ensureDefaultWorkspace(cloud, workspace, { person: owner, correlationId: "ensure" });
  while ((await ensure()) !== "done") await sleep(200);
  portal.changeState(
    "UPDATE resource SET body = json_set(body, '$.properties.provisioningState', 'Failed') WHERE id_key = ?",
    workspace.id.toLowerCase(),
  );
  forgetWorkspaces();
  await expect(ensure()).rejects.toMatchObject({
    kind: "failed",
    message: expect.stringContaining(`${workspace.name} is in the state Failed`),
  });
});

test("what a policy names as workspace and is none is refused in words before anything is sent", async () => {
  const { armId } = await db().cluster.findFirstOrThrow({
    where: { kind: "arc", connectivity: "Connected", sensorEnabled: false },
  });
  const wish = { kind: "sensor", workspaceId: "law-shared" } as const;
  const cloud = cloudFor({ kind: "person", ...owner });
  const told: unknown[] = [];
  const before = async (change: unknown) => void told.push(change);
  await expect(cloud.ensureOnCluster(armId, wish, before, null)).rejects.toMatchObject({
    kind: "rejected",
    code: "InvalidWorkspaceId",
    message: expect.stringContaining("“law-shared”"),
  });
  expect(told).toEqual([]);
});
