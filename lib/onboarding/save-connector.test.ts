import { afterAll, beforeAll, expect, test } from "vitest";
import type { Person } from "../access/model.ts";
import { db, sql } from "../db/client.ts";
import { openPortal, type Portal, SUBSCRIPTION } from "../testing.ts";
import { beginning, type DraftChoice } from "./choice.ts";
import { deleteConnector } from "./delete-connector.ts";
import { beginDraft, beginEdit, discardDraft, draftOf, keepDraft } from "./draft.ts";
import { pushConnector } from "./push-connector.ts";
import { drafts, lastSaving, wizardPage } from "./queries.ts";
import { reviewConnector } from "./review.ts";
import { saveConnector } from "./save-connector.ts";

const API = "api-version=2024-08-01-preview";

// No worker runs here: each test plays the workers itself.
let portal: Portal;
let owner: Person;
let reader: Person;
beforeAll(async () => {
  portal = await openPortal();
  [owner, reader] = await Promise.all([
    portal.signIn("olivia.owner"),
    portal.signIn("rita.reader"),
  ]);
});
afterAll(() => portal?.close());

let number = 900_000_000_000;
/** A choice of an account that no test has connected yet. */
function newChoice(changes: Partial<DraftChoice> = {}): DraftChoice {
  number += 1;
  return {
    ...beginning("aws"),
    name: `aws-${number}`,
    accountId: String(number),
    subscriptionId: SUBSCRIPTION.shipping,
    resourceGroup: "rg-of-the-wizard",
    ...changes,
  };
}

async function saved(choice: DraftChoice, person = owner) {
  const { draftId } = await beginDraft({ cloud: choice.cloud }, person);
  const { connectorId } = await saveConnector({ draftId, choice }, person);
  return { draftId, connectorId };
}

const wishesOf = (connectorId: string) =>
  db().connectorWish.findMany({ where: { connectorId }, orderBy: { id: "asc" } });

/** Runs the newest job of a connector until it has come to its end; answers the wish's state. */
async function run(connectorId: string): Promise<string> {
  const wish = (await wishesOf(connectorId)).at(-1);
  while ((await pushConnector(wish?.id ?? "")) !== "done")
    await new Promise((done) => setTimeout(done, 200));
  return (await wishesOf(connectorId)).at(-1)?.state ?? "";
}

test("E7, G3: a draft survives leaving, is its person's own, and its external ID is the server's and stays", async () => {
  const { draftId } = await beginDraft({ cloud: "aws" }, owner);
  const { externalId } = await draftOf(owner, draftId);
  expect(externalId).toMatch(/^[0-9a-f-]{36}$/);
  const choice = { ...beginning("aws"), name: "half", accountId: "12", retention: "abc" };
  await keepDraft({ draftId, choice }, owner);
  expect(await wizardPage(owner, draftId)).toMatchObject({ choice, externalId });
  expect((await drafts(owner)).map(({ title }) => title)).toContain("half");
  expect(await wizardPage(reader, draftId)).toBeNull();
  await expect(keepDraft({ draftId, choice }, reader)).rejects.toMatchObject({ code: "missing" });
  await discardDraft({ draftId }, reader);
  expect(await wizardPage(owner, draftId)).not.toBeNull();
  await discardDraft({ draftId }, owner);
  expect(await wizardPage(owner, draftId)).toBeNull();
});

test("E3, E13: Create makes the connector that review has shown, in a new group, by the person's own token, once", async () => {
  const choice = newChoice({ retention: "90" });
  const { draftId } = await beginDraft({ cloud: "aws" }, owner);
  const { externalId } = await draftOf(owner, draftId);
  const shown = await reviewConnector({ draftId, choice }, owner);
  expect(shown).toMatchObject({ problems: [], mayNot: null, sameAs: null, sentAs: owner.username });
  const { connectorId } = await saveConnector({ draftId, choice }, owner);
  expect((await lastSaving(owner, connectorId))?.state).toBe("queued");
  const wish = (await wishesOf(connectorId)).at(-1);
  expect(await run(connectorId)).toBe("applied");
  // As after a crash before the queue was told.
  expect(await run(connectorId)).toBe("applied");
  const { body } = await portal.sandbox.arm("GET", `${wish?.armId}?${API}`);
  const sent = shown.call?.call.body as { properties: object };
  expect(body).toMatchObject({ location: "westeurope", properties: sent.properties });
  expect(JSON.stringify(body)).toContain(externalId);
  const row = await db().connector.findUniqueOrThrow({ where: { id: connectorId } });
  expect(row).toMatchObject({ externalId, containers: true, permissions: "default" });
  const { byResource } = await portal.effects();
  expect(byResource[connectorId]).toEqual({ put: 1 });
  const entries = await db().auditEntry.findMany({
    where: { resourceId: connectorId },
    orderBy: { id: "asc" },
  });
  expect(entries.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
    "connectors.save started",
    "connectors.apply done",
  ]);
  expect(await wizardPage(owner, draftId)).toBeNull();
});

test("a worker that had been thought dead sends nothing once another has ended its job", async () => {
  const { connectorId } = await saved(newChoice());
  const wish = (await wishesOf(connectorId)).at(-1);
  await portal.sandbox.control("faults", {
    match: { method: "GET", pathContains: "/securityConnectors/" },
    fault: { kind: "slow", seconds: 2 },
    times: 1,
  });
  const late = pushConnector(wish?.id ?? "");
  await new Promise((done) => setTimeout(done, 500));
  expect(await run(connectorId)).toBe("applied");
  expect(await late).toBe("done");
  const { byResource } = await portal.effects();
  expect(byResource[connectorId]).toEqual({ put: 1 });
  const ended = { resourceId: connectorId, action: "connectors.apply" };
  expect(await db().auditEntry.count({ where: ended })).toBe(1);
});

test("who may not write connectors on the chosen place is told which role it takes, and nothing is stored", async () => {
  const choice = newChoice();
  const { draftId } = await beginDraft({ cloud: "aws" }, reader);
  const { mayNot } = await reviewConnector({ draftId, choice }, reader);
  expect(mayNot).toContain("Contributor or Owner");
  await expect(saveConnector({ draftId, choice }, reader)).rejects.toMatchObject({
    code: "forbidden",
  });
  expect(await db().connectorWish.count({ where: { personId: reader.id } })).toBe(0);
});

test("a choice with a wrong field is refused by the server too, in the field's own words", async () => {
  await expect(saved(newChoice({ retention: "4000" }))).rejects.toThrow(/1, 3, 5, 7, 14, 30/);
});

test("a second connector of the same account is refused before it is sent, naming the first", async () => {
  const choice = newChoice();
  await run((await saved(choice)).connectorId);
  await expect(saved({ ...choice, name: "another" })).rejects.toThrow(
    `is connected already, by "${choice.name}"`,
  );
});

test("Azure's no is kept in its own words, and so is what was filled in", async () => {
  const { draftId, connectorId } = await saved(newChoice());
  await portal.sandbox.control("faults", {
    match: { method: "PUT", pathContains: "/securityConnectors/" },
    fault: { kind: "status", status: 403, code: "AuthorizationFailed", message: "Not you." },
    times: 1,
  });
  expect(await run(connectorId)).toBe("failed");
  expect(await lastSaving(owner, connectorId)).toMatchObject({
    state: "failed",
    draftId,
    fault: { code: "AuthorizationFailed" },
  });
  const kept = await wizardPage(owner, draftId);
  await saveConnector({ draftId, choice: kept?.choice ?? newChoice() }, owner);
  expect(await run(connectorId)).toBe("applied");
});

test("E2: an edit begins with what is there, and does not write over what somebody else changed meanwhile", async () => {
  const { connectorId } = await saved(newChoice({ access: "least" }));
  await run(connectorId);
  const before = await db().connector.findUniqueOrThrow({ where: { id: connectorId } });
  const { draftId } = await beginEdit({ connectorId }, owner);
  const page = await wizardPage(owner, draftId);
  if (!page) throw new Error("The draft is not there.");
  expect(page.choice).toMatchObject({ containers: true, access: "least", retention: "30" });
  expect(page.externalId).toBe(before.externalId);
  const components = { ...page.choice.components, imageAssessment: false };
  await saveConnector({ draftId, choice: { ...page.choice, components } }, owner);
  const { body } = await portal.sandbox.arm("GET", `${before.armId}?${API}`);
  const theirs = body as { location: string; properties: { environmentData: object } };
  const environmentData = { ...theirs.properties.environmentData, scanInterval: 4 };
  await portal.sandbox.arm("PUT", `${before.armId}?${API}`, {
    body: { location: theirs.location, properties: { ...theirs.properties, environmentData } },
  });
  expect(await run(connectorId)).toBe("conflict");
  const after = await portal.sandbox.arm("GET", `${before.armId}?${API}`);
  expect(after.body).toMatchObject({ properties: { environmentData: { scanInterval: 4 } } });
  // Begun anew, from what is there now, the same change goes through.
  const again = await beginEdit({ connectorId }, owner);
  const anew = await wizardPage(owner, again.draftId);
  if (!anew) throw new Error("The draft is not there.");
  expect(anew.choice.scanHours).toBe(4);
  await saveConnector({ draftId: again.draftId, choice: { ...anew.choice, components } }, owner);
  expect(await run(connectorId)).toBe("applied");
});

test("an edit can't make another connector of the one that is edited", async () => {
  const { connectorId } = await saved(newChoice());
  await run(connectorId);
  const { draftId } = await beginEdit({ connectorId }, owner);
  const page = await wizardPage(owner, draftId);
  const choice = { ...(page?.choice ?? newChoice()), accountId: "911111111111" };
  await expect(saveConnector({ draftId, choice }, owner)).rejects.toThrow(/can't be changed/);
});

test("a connector is deleted by who types its name and may, and what it lets in stays in the account", async () => {
  const choice = newChoice();
  const { connectorId } = await saved(choice);
  expect(await run(connectorId)).toBe("applied");
  const ask = (name: string, person = owner) => deleteConnector({ connectorId, name }, person);
  await expect(ask("another")).rejects.toThrow(choice.name);
  await expect(ask(choice.name, reader)).rejects.toMatchObject({ code: "forbidden" });
  await ask(choice.name);
  await expect(ask(choice.name)).rejects.toMatchObject({ code: "conflict" });
  expect(await run(connectorId)).toBe("applied");
  expect((await portal.sandbox.arm("GET", `${connectorId}?${API}`)).status).toBe(404);
  expect(await db().connector.count({ where: { id: connectorId } })).toBe(0);
  // Its clusters leave with the next reading of the estate, which does not wait for its time.
  const readings = await db().$queryRaw<object[]>(
    sql`SELECT 1 FROM pgboss.job WHERE name = 'discover-estate' AND state = 'created'`,
  );
  expect(readings).toHaveLength(1);
  const entries = await db().auditEntry.findMany({
    where: { resourceId: connectorId, action: "connectors.remove" },
    orderBy: { id: "asc" },
  });
  expect(entries.map(({ outcome, actor }) => [outcome, actor])).toEqual([
    ["started", owner.displayName],
    ["done", owner.displayName],
  ]);
});
