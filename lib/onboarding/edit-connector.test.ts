import { afterAll, beforeAll, expect, test } from "vitest";
import type { Person } from "../access/model.ts";
import { cloudFor } from "../cloud/index.ts";
import { syncConnectors } from "../connectors/sync.ts";
import { db } from "../db/client.ts";
import { openPortal, type Portal, SUBSCRIPTION } from "../testing.ts";
import { beginEdit, draftOf } from "./draft.ts";
import { pushConnector } from "./push-connector.ts";
import { connectorOutline } from "./queries.ts";
import { saveConnector } from "./save-connector.ts";

const API = "api-version=2024-08-01-preview";
const GROUP = `/subscriptions/${SUBSCRIPTION.shipping}/resourceGroups/rg-of-others`;

let portal: Portal;
let owner: Person;
beforeAll(async () => {
  portal = await openPortal();
  owner = await portal.signIn("olivia.owner");
});
afterAll(() => portal?.close());

/** A connector as Azure's own portal makes it with foundational CSPM alone, which names no external ID. */
async function madeElsewhere(): Promise<string> {
  const { arm } = portal.sandbox;
  await arm("PUT", `${GROUP}?api-version=2021-04-01`, { body: { location: "westeurope" } });
  const id = `${GROUP}/providers/Microsoft.Security/securityConnectors/elsewhere`;
  const made = await arm("PUT", `${id}?${API}`, {
    body: {
      location: "westeurope",
      properties: {
        environmentName: "AWS",
        hierarchyIdentifier: "900000000777",
        environmentData: { environmentType: "AwsAccount" },
        offerings: [{ offeringType: "CspmMonitorAws" }],
      },
    },
  });
  expect(made).toMatchObject({ status: 201 });
  await syncConnectors(cloudFor({ kind: "portal" }));
  return id.toLowerCase();
}

test("E7: a connector that was made without an external ID gets one with the Containers plan, and keeps it", async () => {
  const connectorId = await madeElsewhere();
  expect(await connectorOutline(owner, connectorId)).toMatchObject({
    fault: { code: "NoExternalId" },
  });
  const { draftId } = await beginEdit({ connectorId }, owner);
  const { externalId, choice } = await draftOf(owner, draftId);
  expect(externalId).toMatch(/^[0-9a-f-]{36}$/);

  await saveConnector({ draftId, choice: { ...choice, containers: true } }, owner);
  const wish = await db().connectorWish.findFirstOrThrow({ where: { connectorId } });
  expect(await pushConnector(wish.id)).toBe("done");
  expect(await db().connector.findUnique({ where: { id: connectorId } })).toMatchObject({
    containers: true,
    externalId,
  });

  const again = await beginEdit({ connectorId }, owner);
  expect(await draftOf(owner, again.draftId)).toMatchObject({ externalId });
});
