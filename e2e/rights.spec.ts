import { type APIRequestContext, type BrowserContext, expect, test } from "@playwright/test";
import { ACTIONS, type Asker, type Outcome } from "./actions.ts";
import { freshEstate } from "./estate.ts";
import { type Answer, builtActions, forge } from "./forged-action.ts";
import { PEOPLE, pageOf, type Who } from "./people.ts";
import { control, idOf, plansOf, sensorRecommendation, settingsOf } from "./portal.ts";
import { applied, panel, planSwitch, ready, turn } from "./steps.ts";

const people = Object.keys(PEOPLE) as Who[];
const signedIn = new Map<Asker, BrowserContext>();
const built = builtActions();
/** One that the owner started on Retail. */
let remediation = "";

test.beforeAll(async ({ browser, baseURL }) => {
  await freshEstate(browser);
  signedIn.set("stranger", await browser.newContext());
  for (const who of people) signedIn.set(who, (await pageOf(browser, who)).context());
  const answer = await forge(
    as("owner"),
    baseURL ?? "",
    sensorRecommendation(),
    built.get("lib/remediations/actions.ts fix") ?? "",
    {
      recommendationId: "aksDefenderProfile",
      selection: { kind: "all", filter: { search: "aks-search-prod-weu" } },
    },
  );
  remediation = answer.ok ? (answer.value as { remediationId: string }).remediationId : "";
  expect(remediation).not.toBe("");
});

test.afterAll(async () => {
  for (const context of signedIn.values()) await context.close();
});

test("every server action of the build has its rights written down here", () => {
  expect([...built.keys()].sort()).toEqual(Object.keys(ACTIONS).sort());
});

for (const [name, row] of Object.entries(ACTIONS)) {
  test(`a forged call of ${name} does for each role what the role allows`, async ({ baseURL }) => {
    const outcomes: Partial<Record<Asker, Outcome>> = {};
    for (const asker of [...people, "stranger"] as Asker[]) {
      const path = row.path.replace("REMEDIATION", remediation);
      const argument = row.argument(asker, remediation);
      const id = built.get(name) ?? "";
      outcomes[asker] = outcomeOf(await forge(as(asker), baseURL ?? "", path, id, argument));
    }
    expect(outcomes).toEqual(row.outcomes);
  });
}

test("what nobody may see is not named by a preview either", async ({ baseURL }) => {
  const { path, argument } = ACTIONS["lib/remediations/actions.ts preview"] ?? never();
  const id = built.get("lib/remediations/actions.ts preview") ?? "";
  const answer = await forge(as("nobody"), baseURL ?? "", path, id, argument("nobody", ""));
  expect(answer).toMatchObject({ ok: true, value: { total: 0, clusters: [], subscriptions: [] } });
});

test("a Security Reader's forged Fix changes nothing, and stands in the audit log that the owner reads", async ({
  browser,
  baseURL,
}) => {
  await control("effects", undefined, "DELETE");
  const { path, argument } = ACTIONS["lib/remediations/actions.ts fix"] ?? never();
  const id = built.get("lib/remediations/actions.ts fix") ?? "";
  const answer = await forge(
    as("securityReader"),
    baseURL ?? "",
    path,
    id,
    argument("securityReader", ""),
  );
  expect(answer).toMatchObject({ ok: false, code: "forbidden" });
  expect(await control("effects", undefined, "GET")).toMatchObject({ byResource: {} });
  const page = await pageOf(browser, "owner", "/audit?outcome=refused&search=Sven");
  const entry = page.getByRole("row", { name: /Sven Secreader.*Was refused/ }).first();
  await expect(entry).toContainText("remediations.start");
  await page.context().close();
});

test("a Security Admin saves the plan, and is told which role Fix takes", async ({ browser }) => {
  const page = await pageOf(browser, "securityAdmin", settingsOf("shipping"));
  await turn(page, "Registry access");
  await page.getByRole("button", { name: "Save…" }).click();
  await panel(page)
    .getByText(/will be sent as sana\.secadmin/)
    .waitFor();
  await panel(page).getByRole("button", { name: "Save", exact: true }).click();
  await expect(panel(page)).toBeHidden();
  await applied(page, "shipping");
  await page.reload();
  await expect(planSwitch(page, "Registry access")).toHaveAttribute("aria-checked", "false");

  await page.goto(sensorRecommendation());
  await (await ready(page.getByRole("checkbox", { name: "Select all on this page" }))).check();
  await page.getByRole("button", { name: "Fix", exact: true }).click();
  await expect(
    panel(page)
      .getByText(/you need the role Contributor or Owner/)
      .first(),
  ).toBeVisible();
  await expect(panel(page).getByRole("button", { name: /^Fix/ })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
  await page.context().close();
});

test("a reader sees the switches locked, with the role that is missing", async ({ browser }) => {
  const page = await pageOf(browser, "reader", plansOf("shipping"));
  await expect(planSwitch(page)).toHaveAttribute("aria-disabled", "true");
  await expect(
    page.getByText(/you need the role Security Admin or Contributor or Owner/).last(),
  ).toBeVisible();
  await page.context().close();
});

const HIDDEN: [who: Who, path: () => string][] = [
  ["nobody", () => plansOf("retail")],
  ["nobody", () => settingsOf("retail")],
  ["nobody", () => `/api/subscriptions/${idOf("retail")}/plan`],
  ["nobody", () => `/remediations/${remediation}`],
  ["nobody", () => `/api/remediations/${remediation}`],
  ["nobody", () => `/api/live?topic=subscription:${idOf("retail")}`],
  ["nobody", () => `/api/live?topic=remediation:${remediation}`],
  ["mixed", () => plansOf("lab")],
  ["mixed", () => settingsOf("fleet")],
  ["mixed", () => `/api/subscriptions/${idOf("fleet")}/plan`],
  ["mixed", () => `/api/live?topic=subscription:${idOf("lab")}`],
];

test("what a person has no role on does not exist for them", async () => {
  const statuses = [];
  for (const [who, path] of HIDDEN) {
    const answer = await as(who).get(path());
    statuses.push([who, path(), answer.status()]);
  }
  expect(statuses).toEqual(HIDDEN.map(([who, path]) => [who, path(), 404]));
});

test("an export holds no row that its reader may not see", async () => {
  const csv = async (who: Who) => {
    const answer = await as(who).get(
      sensorRecommendation().replace("/recommendations", "/api/recommendations") +
        "/csv?status=notApplicable",
    );
    expect(answer.status()).toBe(200);
    return (await answer.text()).trim().split("\r\n");
  };
  const [all, some, none] = [await csv("reader"), await csv("mixed"), await csv("nobody")];
  expect(all.length).toBeGreaterThan(some.length);
  expect(some.length).toBeGreaterThan(1);
  expect(some.join("\n")).not.toMatch(/Harbour Lab|Fleet telemetry/);
  expect(none).toHaveLength(1);
});

test("who is not signed in is sent to sign in, or told so", async () => {
  const stranger = as("stranger");
  for (const path of [
    "/environments",
    plansOf("retail"),
    "/audit",
    `/remediations/${remediation}`,
  ]) {
    const answer = await stranger.get(path, { maxRedirects: 0 });
    expect([path, answer.status()]).toEqual([path, 307]);
    expect(answer.headers().location).toMatch(/^\/sign-in/);
  }
  for (const path of [
    "/api/bell",
    "/api/live?topic=estate",
    `/api/subscriptions/${idOf("retail")}/plan`,
  ]) {
    expect([path, (await stranger.get(path)).status()]).toEqual([path, 401]);
  }
});

function as(asker: Asker): APIRequestContext {
  return (signedIn.get(asker) ?? never()).request;
}

function outcomeOf(answer: Answer): Outcome {
  return answer.ok ? "allowed" : (answer.code as Outcome);
}

function never(): never {
  throw new Error("There is no such row.");
}
