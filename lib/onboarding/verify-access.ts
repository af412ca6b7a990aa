import type { Person } from "../access/model.ts";
import type { AccessReading } from "../cloud/cloud.ts";
import { CloudFault } from "../cloud/faults.ts";
import { connectorCloudFor, federatedIdentity } from "../cloud/index.ts";
import type { ConnectorChoice } from "../connectors/choice.ts";
import { announce } from "../db/announce.ts";
import { db, type Prisma } from "../db/client.ts";
import { enqueue } from "../jobs/boss.ts";
import type { Outcome } from "../jobs/queues.ts";
import { requireAt } from "../policy/lacking.ts";
import { DISCOVERY_SESSION } from "../recommendations/discover-connector.ts";
import { Refusal } from "../result.ts";
import { choiceOfDraft, type DraftChoice, problemsOf } from "./choice.ts";
import { draftOf, storedChoice, visibleConnector } from "./draft.ts";
import { accessState } from "./model.ts";
import { accessOfChoice, groupScope, outlineOf } from "./outline.ts";

/** A reading, and the version of the template or script that the choice asks for. */
export interface Verified {
  reading: AccessReading;
  needed: string;
}

/** A new connector is looked at for so long until it is healthy; afterwards somebody presses the button. */
const LOOK_FOR_MS = 2 * 3_600_000;
const AGAIN_MIN_SECONDS = 10;
const AGAIN_MAX_SECONDS = 300;

/** Comes into the account or project of a draft with the connector's identity, and looks for every right. */
export async function verifyDraft(
  { draftId, choice: filled }: { draftId: string; choice: DraftChoice },
  person: Person,
): Promise<Verified> {
  const { externalId } = await draftOf(person, draftId);
  const choice = choiceOfDraft(filled);
  if (!choice) {
    const [problem] = problemsOf(filled);
    throw new Refusal(`Fill in the earlier steps first. ${problem?.says ?? ""}`);
  }
  // Who may not connect anything there shall not find out by the portal what else lets it in.
  await requireAt(person, "connectors:write", groupScope(choice));
  return verified(choice, externalId, person.username);
}

/** Looks again at a connector that is there, because a person asked, and writes down what was found. */
export async function verifyNow(
  { connectorId }: { connectorId: string },
  person: Person,
): Promise<Verified> {
  const { id, subscriptionId, resourceGroup } = await visibleConnector(person, connectorId);
  const scope = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
  await requireAt(person, "connectors:write", scope);
  const found = await verifyStored(id, person.username);
  if (!found) throw new Refusal("The connector no longer exists.", "missing");
  return found;
}

/** After a connector was saved: looks again and again, ever less often, until its access is as it should be. */
export async function verifyAccess(connectorId: string, since: string): Promise<Outcome> {
  const found = await verifyStored(connectorId, DISCOVERY_SESSION);
  const age = Date.now() - Date.parse(since);
  if (!found || isAsItShould(found) || age > LOOK_FOR_MS) return "done";
  const seconds = age / 4000;
  return { againInSeconds: Math.min(AGAIN_MAX_SECONDS, Math.max(AGAIN_MIN_SECONDS, seconds)) };
}

function isAsItShould({ reading, needed }: Verified): boolean {
  return accessState(reading) === "healthy" && reading.template === needed;
}

/** By the connector as it was last stored; null where it is gone. */
async function verifyStored(id: string, sessionName: string): Promise<Verified | null> {
  const row = await db().connector.findUnique({ where: { id } });
  if (!row) return null;
  const found = await verified(storedChoice(row), row.externalId, sessionName);
  const { reading, needed } = found;
  await db().$transaction(async (tx) => {
    await tx.connector.updateMany({
      where: { id },
      data: {
        verifiedAt: new Date(),
        access: { ...reading } as unknown as Prisma.InputJsonObject,
        templateNeeded: needed,
        // While nobody can come in, what was applied last is not known to be gone.
        ...(reading.fault ? {} : { templateApplied: reading.template }),
      },
    });
    // Once the portal comes in, it need not wait for the next discovery.
    const unread = row.containers && (!row.syncedAt || row.syncFault !== null);
    if (unread && !reading.fault) {
      await enqueue(tx, "discover-connector", [{ connectorId: id, refresh: true }]);
    }
    await announce(tx, `connector:${id}`, "estate");
  });
  return found;
}

async function verified(
  choice: ConnectorChoice,
  externalId: string,
  sessionName: string,
): Promise<Verified> {
  try {
    const { needs, version } = outlineOf(choice, externalId, await federatedIdentity());
    const cloud = connectorCloudFor(accessOfChoice(choice, externalId), {
      sessionName,
      retries: 3,
    });
    return { reading: await cloud.readAccess(needs), needed: version };
  } catch (error) {
    if (!(error instanceof CloudFault)) throw error;
    const nothing = { identity: "", template: "", rights: [], fault: error.record() };
    return { reading: nothing, needed: "" };
  }
}
