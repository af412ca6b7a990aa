import { randomUUID } from "node:crypto";
import type { Person } from "../access/model.ts";
import type { AuditAction } from "../audit/model.ts";
import { record } from "../audit/record.ts";
import type { ConnectorChoice } from "../connectors/choice.ts";
import { announce } from "../db/announce.ts";
import type { Prisma, Tx } from "../db/client.ts";
import { enqueue } from "../jobs/boss.ts";
import { Refusal } from "../result.ts";
import type { WishVerb } from "./wish.ts";

interface NewWish {
  armId: string;
  draftId: string;
  verb: WishVerb;
  choice: ConnectorChoice | null;
  externalId: string;
  baseline: string;
  action: AuditAction;
  summary: string;
  before: unknown;
}

/** Stores what a person wants of a connector, with its audit entry and its job: all of them, or none. */
export async function storeWish(tx: Tx, person: Person, wish: NewWish): Promise<void> {
  const { armId, draftId, verb, choice, externalId, baseline, before } = wish;
  const connectorId = armId.toLowerCase();
  const [, , subscriptionId = "", , resourceGroup = ""] = connectorId.split("/");
  const correlationId = randomUUID();
  await refuseWhileLive(tx, connectorId);
  const { id } = await tx.connectorWish.create({
    data: {
      ...{ connectorId, armId, subscriptionId, resourceGroup, verb, externalId, baseline },
      wanted: { choice, draftId } as Prisma.InputJsonObject,
      personId: person.id,
      correlationId,
    },
  });
  await record(tx, {
    actor: person,
    action: wish.action,
    outcome: "started",
    subscriptionId,
    resourceGroup,
    resourceId: connectorId,
    resourceName: armId.split("/").at(-1) ?? "",
    summary: wish.summary,
    before,
    after: choice,
    correlationId,
  });
  await enqueue(tx, "push-connector", [{ wishId: id, connectorId }]);
  await announce(tx, `person:${person.id}`, `connector:${connectorId}`);
}

/** The unique index says the same to two who press at the same moment; this says it in words. */
async function refuseWhileLive(tx: Tx, connectorId: string): Promise<void> {
  const live = await tx.connectorWish.findFirst({
    where: { connectorId, state: { in: ["queued", "applying"] } },
  });
  if (live) throw new Refusal("A change of this connector is being applied right now.", "conflict");
}
