import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { allows, type Person } from "../access/model.ts";
import { readRights } from "../access/read-rights.ts";
import type { RoleAssignmentFacts } from "../cloud/authorization.ts";
import { cloudFor } from "../cloud/index.ts";
import { MIRAS_GROUP, openPortal, type Portal, SUBSCRIPTION } from "../testing.ts";
import { type Column, DUTIES } from "./catalog.ts";
import { Asked, givers, holders, identities, myRight } from "./queries.ts";
import type { Read } from "./read-roles.ts";

const { retail, shipping, payments } = SUBSCRIPTION;
const FIX = Asked.parse({ action: "clusters:fix" });

let portal: Portal;
let olivia: Person;
let rita: Person;
let mira: Person;
beforeAll(async () => {
  portal = await openPortal();
  olivia = await portal.signIn("olivia.owner");
  rita = await portal.signIn("rita.reader");
  mira = await portal.signIn("mixed.mira");
});
afterAll(() => portal?.close());

/** What was read; fails with the cloud's words where it was not. */
function told<Value>(read: Read<Value> | null): Value {
  if (read?.ok) return read.value;
  throw new Error(read ? read.fault.message : "There is no such subscription for the person.");
}

/** The built-in roles behind the columns. */
const ROLES_OF: Record<Column, string[]> = {
  reader: ["Reader", "Security Reader"],
  securityAdmin: ["Security Admin"],
  groupContributor: [],
  contributor: ["Contributor"],
  owner: ["Owner"],
};

/** What a table should say of a role, by the actions that decide it. */
function cellOf(actions: readonly string[], held: RoleAssignmentFacts): "yes" | "no" | "partly" {
  const allowed = actions.filter((action) => allows(held, action)).length;
  if (allowed === 0) return "no";
  return allowed === actions.length ? "yes" : "partly";
}

test("S6: the table of who may do what agrees with the actions of Azure's own roles", async () => {
  const held = await cloudFor({ kind: "person", ...olivia }).roleAssignmentsOf(payments);
  // What a resource group's Contributor may do depends on where, not on the role.
  const columns = (Object.keys(ROLES_OF) as Column[]).filter((one) => one !== "groupContributor");
  const decided = DUTIES.filter(({ actions }) => actions);
  const rows = columns.flatMap((column) =>
    ROLES_OF[column].flatMap((name) => decided.map((duty) => ({ duty, column, name }))),
  );
  const written = rows.map(({ duty, column, name }) => {
    const cell = duty.cells[column];
    return `${duty.says}, ${name}: ${typeof cell === "string" ? cell : "partly"}`;
  });
  const found = rows.map(({ duty, name }) => {
    const role = held.find(({ roleName }) => roleName === name);
    return `${duty.says}, ${name}: ${role && cellOf(duty.actions ?? [], role)}`;
  });
  expect(written.length).toBeGreaterThan(50);
  expect(written).toEqual(found);
});

test("S6: who may do what on a subscription is read from its real role assignments", async () => {
  const { rows } = told(await holders(rita, retail, ""));
  const carlos = rows.find(({ roleName, may }) => roleName === "Contributor" && may.length > 0);
  expect(carlos).toMatchObject({ name: null, principalType: "User" });
  expect(rows.find(({ principalId }) => principalId === olivia.id)).toMatchObject({
    name: "Olivia Owner (olivia.owner@northwind.example)",
    roleName: "Owner",
    may: expect.arrayContaining(["plans:write", "policies:write", "clusters:fix"]),
  });
  expect(rows.find(({ principalId }) => principalId === rita.id)?.may).toEqual([]);
  const found = told(await holders(rita, retail, "security admin"));
  expect(new Set(found.rows.map(({ roleName }) => roleName))).toEqual(new Set(["Security Admin"]));
});

test("S6: an identity that has lost a role of its definition is named, with the command that gives it back", async () => {
  const whole = told(await identities(olivia, shipping));
  expect(whole.map(({ spec }) => spec.provisions)).toEqual(
    expect.arrayContaining(["Azure Policy add-on on AKS", "Azure Policy extension on Azure Arc"]),
  );
  expect(whole.flatMap(({ lacks }) => lacks)).toEqual([]);

  const addOn = whole.find(({ spec }) => spec.provisions === "Azure Policy add-on on AKS");
  const principalId = addOn?.assignment.principalId ?? "";
  const held = await cloudFor({ kind: "person", ...olivia }).roleAssignmentsOf(shipping);
  const lost = held.find((one) => one.principalId === principalId);
  await portal.sandbox.arm("DELETE", `${lost?.id}?api-version=2022-04-01`);

  const [now] = told(await identities(olivia, shipping)).filter(({ lacks }) => lacks.length > 0);
  expect(now?.lacks.map(({ id }) => id)).toEqual([lost?.roleDefinitionId]);
  expect(now?.commands.map(({ command }) => argumentsOf(command))).toEqual([
    {
      "--assignee-object-id": principalId,
      "--assignee-principal-type": "ServicePrincipal",
      "--role": lost?.roleDefinitionId,
      "--scope": `/subscriptions/${shipping}`,
    },
  ]);
});

test("S6: what is not a person's to see is not told to them", async () => {
  const nora = await portal.signIn("nora.norights");
  expect(await holders(nora, retail, "")).toBeNull();
  expect(await identities(nora, retail)).toBeNull();
  expect(await myRight(nora, retail, FIX)).toBeNull();
  // Of Payments Mira sees one resource group: its roles are hers to know, the subscription's are not.
  expect(await holders(mira, payments, "")).toBeNull();
  const right = await myRight(mira, payments, { ...FIX, group: MIRAS_GROUP });
  expect(right?.actions.map(({ by }) => by?.roleName)).toEqual(["Contributor"]);
  expect(right?.groups).toEqual([MIRAS_GROUP]);
  const beside = await myRight(mira, payments, FIX);
  expect(beside?.actions.map(({ by }) => by)).toEqual([null]);
});

/**
 * The arguments of an `az role assignment create` as Bash gives them to it. What az sends for them is one PUT, which
 * is sent here by hand: the az of some distributions breaks on that command before it sends anything.
 */
function argumentsOf(command: string): Record<string, string> {
  const script = `az() { printf '%s\\0' "$@"; }\n${command}`;
  const words = execFileSync("bash", ["-c", script], { encoding: "utf8" }).split("\0");
  expect(words.splice(0, 3)).toEqual(["role", "assignment", "create"]);
  const pairs = words.flatMap((word, at) => (word.startsWith("--") ? [[word, words[at + 1]]] : []));
  return Object.fromEntries(pairs);
}

async function carriedOut(command: string): Promise<void> {
  const given = argumentsOf(command);
  const authorization = `${given["--scope"]}/providers/Microsoft.Authorization`;
  const filter = encodeURIComponent(`roleName eq '${given["--role"]}'`);
  const definitions = `${authorization}/roleDefinitions?api-version=2022-04-01&$filter=${filter}`;
  const [definition] = (await portal.sandbox.arm("GET", definitions)).body.value;
  const properties = {
    roleDefinitionId: definition.id,
    principalId: given["--assignee-object-id"],
    principalType: given["--assignee-principal-type"],
  };
  const path = `${authorization}/roleAssignments/${randomUUID()}?api-version=2022-04-01`;
  expect((await portal.sandbox.arm("PUT", path, { body: { properties } })).status).toBe(201);
}

test("S6: what a person lacks comes with the command that gives it, and then they have it", async () => {
  const before = await myRight(rita, retail, FIX);
  if (!before) throw new Error("Rita sees the subscription.");
  expect(before.actions).toEqual([
    { action: "Microsoft.ContainerService/managedClusters/write", by: null },
  ]);
  expect(before.commands.map(({ role }) => role)).toContain("Contributor");
  const askable = told(await givers(rita, before.place));
  expect(askable.map(({ principalId }) => principalId)).toContain(olivia.id);

  const command = before.commands.find(({ role }) => role === "Contributor")?.command ?? "";
  await carriedOut(command);
  await readRights(rita);

  const after = await myRight(rita, retail, FIX);
  expect(after?.actions.map(({ by }) => by?.roleName)).toEqual(["Contributor"]);
  expect(after?.commands).toEqual([]);
});
