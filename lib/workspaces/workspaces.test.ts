import { afterAll, beforeAll, expect, test } from "vitest";
import type { Person } from "../access/model.ts";
import { discoverEstate } from "../recommendations/discover.ts";
import { openPortal, type Portal, SUBSCRIPTION } from "../testing.ts";
import { clustersOfWorkspaces, workspace, workspaceOptions, workspaces } from "./queries.ts";

let portal: Portal;
let owner: Person;
beforeAll(async () => {
  portal = await openPortal();
  owner = await portal.signIn("olivia.owner");
});
afterAll(() => portal?.close());

test("S10: each workspace is listed with how many clusters report to it, default ones told by their name", async () => {
  const { rows, total } = await workspaces(owner, {});
  expect(total).toBe(rows.length);
  const used = rows.filter(({ clusters }) => clusters > 0);
  expect(used.length).toBeGreaterThan(3);
  expect(used.every(({ isDefault }) => isDefault)).toBe(true);
  for (const row of used) {
    const { rows: clusters } = await clustersOfWorkspaces(owner, { workspace: row.id });
    expect(clusters).toHaveLength(row.clusters);
    expect(new Set(clusters.map((one) => one.workspaceId?.toLowerCase()))).toEqual(
      new Set([row.id]),
    );
  }
});

test("what stops a workspace from working is said: local authentication disabled, deleted, another region", async () => {
  const used = (await workspaces(owner, {})).rows.filter(({ clusters }) => clusters > 0);
  const [locked, deleted] = [used[0]?.id ?? "", used[1]?.id ?? ""];
  const found = await portal.sandbox.arm("GET", `${locked}?api-version=2022-10-01`);
  const { location, properties } = found.body;
  const features = { ...properties.features, disableLocalAuth: true };
  await portal.sandbox.arm("PUT", `${locked}?api-version=2022-10-01`, {
    body: { location, properties: { sku: { name: "PerNode" }, features } },
  });
  portal.changeState("DELETE FROM resource WHERE id_key = ?", deleted);
  await discoverEstate();
  expect((await workspace(owner, locked))?.problems).toContain("localAuth");
  const gone = await workspace(owner, deleted);
  expect(gone).toMatchObject({ region: null, problems: ["missing"] });
  expect(gone?.clusters).toBeGreaterThan(0);
  const { rows } = await workspaces(owner, { problem: ["missing"] });
  expect(rows.map(({ id }) => id)).toEqual([deleted]);
  const { options } = await workspaceOptions(owner, "");
  expect(options.map(({ armId }) => armId.toLowerCase())).not.toContain(deleted);
});

test("a person sees the workspaces of what they may read, and is told when they can't read keys", async () => {
  const rita = await portal.signIn("rita.reader");
  const [row] = (await workspaces(rita, { search: SUBSCRIPTION.shipping })).rows;
  const seen = await workspace(rita, row?.id ?? "");
  expect(seen?.mayNotReadKeys).toMatch(/Log Analytics Contributor or Contributor or Owner/);
  expect((await workspace(owner, row?.id ?? ""))?.mayNotReadKeys).toBeNull();
  const nora = await portal.signIn("nora.norights");
  expect((await workspaces(nora, {})).rows).toEqual([]);
  expect((await workspaceOptions(nora, "")).options).toEqual([]);
  expect(await workspace(nora, row?.id ?? "")).toBeNull();
});
