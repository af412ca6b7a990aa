import { afterAll, beforeAll, expect, test } from "vitest";
import type { Person } from "../access/model.ts";
import { db } from "../db/client.ts";
import { saveAssignment } from "../policy/save-assignment.ts";
import { discoverEstate } from "../recommendations/discover.ts";
import { openPortal, type Portal, SUBSCRIPTION, until } from "../testing.ts";
import { SENSOR_POLICIES, WORKSPACE_PARAMETER } from "../workspaces/model.ts";
import { movers } from "./movers.ts";
import { startRemediation } from "./start.ts";
import { fixThese, someUnhealthy, tasksOf, untilFinished } from "./testing.ts";

const SHIPPING = `/subscriptions/${SUBSCRIPTION.shipping}`;
const WORKSPACES = "providers/Microsoft.OperationalInsights/workspaces";

let portal: Portal;
let owner: Person;
beforeAll(async () => {
  portal = await openPortal({ shipping: 1 });
  portal.startWorker();
  owner = await portal.signIn("olivia.owner");
});
afterAll(() => portal?.close());

test("A8: a custom workspace that the wizard assigns is the one that the next fix and the next auto-provisioning use; changing it moves existing clusters after a preview", async () => {
  const fixed = await someUnhealthy(SUBSCRIPTION.shipping);
  const [first, second] = [await madeWorkspace(fixed, "one"), await madeWorkspace(fixed, "two")];
  const assignmentId = await assign(first, null);

  const { remediationId } = await fixThese(owner, fixed);
  await untilFinished(remediationId);
  expect(await workspaceOfSensor(fixed)).toBe(first.toLowerCase());

  await portal.sandbox.control("settings", {
    provisioning: "on",
    provisioningSeconds: { min: 0, max: 1 },
    policyDelaySeconds: { min: 0, max: 1 },
  });
  const provisioned = await addedCluster();
  await turnSensor("False");
  await turnSensor("True");
  await until(
    "the new cluster has the sensor",
    async () => (await workspaceOfSensor(provisioned)) === first.toLowerCase(),
  );
  await portal.sandbox.control("settings", { provisioning: "off" });
  await discoverEstate();
  expect(named(await preview(assignmentId, first))).not.toContain(nameOf(fixed));

  await assign(second, assignmentId);
  const ahead = await preview(assignmentId, second);
  expect(ahead.groups.map(({ workspaceId }) => workspaceId.toLowerCase())).toEqual([
    second.toLowerCase(),
  ]);
  expect(named(ahead)).toEqual(expect.arrayContaining([nameOf(fixed), nameOf(provisioned)]));
  for (const { workspaceId, assessmentIds: ids } of ahead.groups) {
    const { recommendationId } = ahead;
    const selection = { kind: "these", ids } as const;
    const options = { workspaceId };
    const move = { recommendationId, verb: "move", options, selection } as const;
    await untilFinished((await startRemediation(move, owner)).remediationId);
  }
  expect(await workspaceOfSensor(fixed)).toBe(second.toLowerCase());
  expect(await workspaceOfSensor(provisioned)).toBe(second.toLowerCase());
  expect(named(await preview(assignmentId, second))).not.toContain(nameOf(fixed));
});

test("clusters that go back to their default workspace get it made where it is missing", async () => {
  const all = await preview(null, "");
  const [group] = all.groups;
  if (!group) throw new Error("Every sensor reports to its default workspace.");
  portal.changeState("DELETE FROM resource WHERE id_key = ?", group.workspaceId.toLowerCase());
  expect(all.total).toBe(all.groups.reduce((sum, one) => sum + one.assessmentIds.length, 0));
  const { remediationId } = await startRemediation(
    {
      recommendationId: all.recommendationId,
      verb: "move",
      options: { workspaceId: group.workspaceId },
      selection: { kind: "these", ids: group.assessmentIds },
    },
    owner,
  );
  await untilFinished(remediationId);
  expect((await tasksOf(remediationId)).filter(({ state }) => state !== "fixed")).toEqual([]);
});

test("who sees nothing learns nothing from a preview of moves", async () => {
  const nora = await portal.signIn("nora.norights");
  expect(await preview(null, "", nora)).toMatchObject({ total: 0, groups: [] });
});

/** Assigns the workspace to the subscription as the wizard does, and waits until it is in force. */
async function assign(workspaceId: string, edited: string | null): Promise<string> {
  const { assignmentId } = await saveAssignment(
    {
      definition: SENSOR_POLICIES.aks,
      assignmentId: edited,
      choice: {
        scope: SHIPPING,
        notScopes: [],
        displayName: "Custom workspace",
        description: "",
        enforced: true,
        parameters: { [WORKSPACE_PARAMETER]: workspaceId },
        region: "westeurope",
        remediate: false,
      },
    },
    owner,
  );
  const wish = () =>
    db().assignmentWish.findFirst({ where: { assignmentId }, orderBy: { id: "desc" } });
  await until("the assignment is in force", async () => (await wish())?.state === "applied");
  return assignmentId;
}

function preview(assignmentId: string | null, workspaceId: string, person = owner) {
  const of = { scope: SHIPPING, notScopes: [], enforced: true, assignmentId, workspaceId };
  return movers({ definition: SENSOR_POLICIES.aks, ...of }, person);
}

function named({ groups }: { groups: { clusters: string[] }[] }): string[] {
  return groups.flatMap(({ clusters }) => clusters);
}

function nameOf(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

async function madeWorkspace(clusterId: string, name: string): Promise<string> {
  const [group] = clusterId.split("/providers/");
  const id = `${group}/${WORKSPACES}/ws-custom-${name}`;
  const body = { location: "westeurope", properties: {} };
  const answer = await portal.sandbox.arm("PUT", `${id}?api-version=2022-10-01`, { body });
  expect(answer.status).toBe(201);
  return answer.body.id;
}

async function addedCluster(): Promise<string> {
  const more = { subscriptionId: SUBSCRIPTION.shipping, count: 1, traits: [] };
  const added = await portal.sandbox.control("clusters", more);
  const [id] = (added as { ids: string[] }).ids;
  if (!id) throw new Error("The sandbox added no cluster.");
  return id.toLowerCase();
}

/** Defender comes round to the clusters of a subscription once its plan has changed. */
async function turnSensor(isEnabled: "True" | "False"): Promise<void> {
  const path = `${SHIPPING}/providers/Microsoft.Security/pricings/Containers?api-version=2024-01-01`;
  const extensions = [{ name: "ContainerSensor", isEnabled }];
  const body = { properties: { pricingTier: "Standard", extensions } };
  expect((await portal.sandbox.arm("PUT", path, { body })).status).toBe(200);
}

async function workspaceOfSensor(clusterId: string): Promise<string | undefined> {
  const { body } = await portal.sandbox.arm("GET", `${clusterId}?api-version=2024-09-01`);
  const { defender } = body.properties.securityProfile ?? {};
  return defender?.securityMonitoring?.enabled
    ? defender.logAnalyticsWorkspaceResourceId?.toLowerCase()
    : undefined;
}
