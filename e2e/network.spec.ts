import { readFileSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { clusterId } from "./actions.ts";
import { freshEstate } from "./estate.ts";
import { signIn } from "./people.ts";
import { idOf } from "./portal.ts";
import { ready } from "./steps.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** A theme changes colours and nothing else, so these are what is asked again in the dark. */
const RULES_OF_COLOUR = ["color-contrast", "link-in-text-block"];
const WORKSPACE = "0f6e2a52-5a7f-4c0e-8a5d-3d1f6f3b9c11";
/** Every endpoint has five seconds for each of its steps, and eight are tried at once. */
const CHECKED_WITHIN_MS = 60_000;

/** What the Job prints, of two endpoints. */
const PRINTED = [
  { breakwater: 1, cloud: "public", type: "aks", region: "westeurope" },
  {
    ...{ id: "policy-data.public", host: "data.policy.core.windows.net", port: 443, exit: 0 },
    ...{ ip: "20.50.2.1", resolved: 0.01, connected: 0.02, secured: 0.05, total: 0.06 },
    proxy: "000",
  },
  {
    ...{ id: "sensor-login.public", host: "login.microsoftonline.com", port: 443, exit: 28 },
    ...{ ip: "", resolved: 0.01, connected: 0, secured: 0, total: 5, proxy: "000" },
  },
  { checked: 2 },
].map((line) => JSON.stringify(line));

test.beforeAll(({ browser }) => freshEstate(browser));

function row(page: Page, name: string | RegExp) {
  return page.getByRole("row", { name });
}

test("S3, S4: the endpoints of each cloud and cluster type are links away, and download as CSV", async ({
  page,
}) => {
  await signIn(page, "reader", "/network");
  await expect(row(page, /\*\.cloud\.defender\.microsoft\.com/)).toContainText("2025-10-23");
  await expect(row(page, /\*\.ods\.opinsights\.azure\.com/)).toContainText("Only by sensors older");
  await expect(page.getByText("unrestricted by default")).toBeVisible();
  await expect(row(page, /his\.arc/)).toHaveCount(0);

  await page.getByRole("link", { name: "Azure Arc", exact: true }).click();
  await expect(row(page, /<region>\.obo\.arc\.azure\.com 8084/)).toBeVisible();
  await page.getByRole("link", { name: "Azure Government" }).click();
  await expect(row(page, /\*\.ods\.opinsights\.azure\.us/)).toContainText("Not applicable");
  await expect(row(page, /cloud\.defender/)).toHaveCount(0);
  await expect(page).toHaveURL(/type=arc/);
  await expect(page).toHaveURL(/cloud=government/);

  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download CSV" }).click();
  expect((await download).suggestedFilename()).toBe("endpoints-government-arc.csv");
});

test("S14: the page leads on to how clusters are connected, what is supported, scanning and questions", async ({
  page,
}) => {
  await signIn(page, "reader", "/network");
  const links = page.getByRole("heading", { name: "Read on" }).locator("..").getByRole("link");
  const addresses = await links.evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  for (const part of ["connect-cluster", "support-matrix", "vulnerability-assessment", "faq-"]) {
    expect(addresses.some((address) => address?.includes(part))).toBe(true);
  }
});

test("S3, S4: by keyboard alone, the portal tries every endpoint and tells how each was found", async ({
  page,
}) => {
  test.setTimeout(CHECKED_WITHIN_MS + 30_000);
  await signIn(page, "securityReader", "/network?view=portal&type=arc");
  const workspace = page.getByLabel(/^Workspace ID/);
  await (await ready(workspace)).focus();
  await page.keyboard.type(WORKSPACE);
  await page.keyboard.press("Enter");
  // What they find depends on the network that the tests run in; that each is looked at does not.
  await expect(page.getByText(/^(\d+) of \1 looked at/)).toBeVisible({
    timeout: CHECKED_WITHIN_MS,
  });
  await expect(row(page, new RegExp(`${WORKSPACE}\\.ods`))).not.toContainText("Not checked");
  await expect(row(page, /\*\.servicebus\.windows\.net/)).toContainText("Open the whole wildcard");
});

test("a workspace that is none is refused in words, and stays as it was typed", async ({
  page,
}) => {
  await signIn(page, "reader", "/network?view=portal");
  const workspace = page.getByLabel(/^Workspace ID/);
  await (await ready(workspace)).fill("evil.example/");
  await page.getByRole("button", { name: /^Check/ }).click();
  await expect(page.getByRole("alert").filter({ hasText: "GUID" })).toBeVisible();
  await expect(workspace).toHaveValue("evil.example/");
});

test("S3: the Job for a cluster is made, and its result is brought back; what is wrong with a paste is said, and nothing typed is lost", async ({
  page,
}) => {
  await signIn(page, "reader", "/network?view=cluster");
  await page.getByRole("searchbox", { name: "Search clusters by name" }).fill("loyalty");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "aks-loyalty-prod" }).click();
  await expect(page.getByText("No result yet")).toBeVisible();
  await page.getByLabel(/^Workspace ID/).fill(WORKSPACE);
  await page.getByRole("button", { name: "Make the manifest" }).click();
  const manifest = page.getByRole("region", { name: "breakwater-network-check.yaml" });
  await expect(manifest).toContainText(`${WORKSPACE}.ods.opinsights.azure.com`);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download the manifest" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("breakwater-network-check.yaml");
  expect(readFileSync(await file.path(), "utf8").trim()).toBe(
    (await manifest.textContent())?.trim(),
  );

  const field = await ready(page.getByLabel(/kubectl logs.* printed/));
  const cut = PRINTED.slice(0, -1).join("\n");
  await field.fill(cut);
  await page.getByRole("button", { name: "Store the result" }).click();
  await expect(
    page.getByRole("alert").filter({ hasText: "Line 3 is not the last line" }),
  ).toBeVisible();
  await expect(field).toHaveValue(cut);

  await field.fill(PRINTED.join("\n"));
  await page.getByRole("button", { name: "Store the result" }).click();
  await expect(page.getByText("2 of 2 looked at: 1 reachable, 1 not reachable")).toBeVisible();
  await expect(field).toHaveValue("");
  await expect(row(page, /data\.policy\.core\.windows\.net/)).toContainText("Reachable, 60 ms");
  await expect(row(page, /login\.microsoftonline\.com/)).toContainText("A firewall drops it");

  await page.goto("/audit?action=network.report");
  await expect(row(page, /Rita Reader.*aks-loyalty-prod/).first()).toContainText("1 of 2");
});

test("S5: the four conditions of a Private Link Scope are judged for the cluster that a link names", async ({
  page,
}) => {
  const cluster = `/subscriptions/${idOf("payments")}/resourcegroups/rg-pay-recon/providers/microsoft.containerservice/managedclusters/aks-pay-reconciliation-prod-eus2`;
  await signIn(page, "reader", `/network?${new URLSearchParams({ cluster })}`);
  const conditions = page.getByRole("list", { name: "Conditions" }).getByRole("listitem");
  await expect(conditions).toHaveCount(4);
  for (const condition of await conditions.all()) await expect(condition).toContainText("Met");

  await page.getByRole("link", { name: "Choose another cluster" }).click();
  await page.getByRole("searchbox", { name: "Search clusters by name" }).fill("rotterdam");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "aks-terminal-rotterdam" }).click();
  await expect(conditions.filter({ hasText: "Not met" })).toHaveCount(4);
});

test("the check is refused to strangers, to forms of other sites and to forged names", async ({
  page,
  request,
}) => {
  const data = { cloud: "public", ids: ["policy-data.public"], region: "westus", workspace: null };
  expect((await request.post("/api/network/check", { data })).status()).toBe(401);
  await signIn(page, "owner", "/network");
  const post = (options: object) => page.request.post("/api/network/check", options);
  expect((await post({ form: { cloud: "public" } })).status()).toBe(415);
  for (const forged of [
    { ids: ["169.254.169.254"] },
    { host: "evil.example" },
    { region: "a/b" },
  ]) {
    expect((await post({ data: { ...data, ...forged } })).status()).toBe(400);
  }
});

const CLUSTER_VIEW = `/network?${new URLSearchParams({ view: "cluster", cluster: clusterId("rg-loyalty", "aks-loyalty-prod") })}`;

const PRIVATE_LINK_VIEW = CLUSTER_VIEW.replace("view=cluster", "view=privateLink");

/** Every view of the page, as it opens. */
const VIEWS = [
  "/network",
  "/network?type=eks&cloud=china",
  "/network?view=portal&type=arc",
  "/network?view=cluster",
  CLUSTER_VIEW,
  PRIVATE_LINK_VIEW,
];

for (const width of [1440, 390]) {
  test(`axe finds nothing on the network pages at ${width} pixels, light and dark`, async ({
    browser,
  }) => {
    test.slow();
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    await signIn(page, "owner", "/network");
    const found: string[] = [];
    for (const path of VIEWS) {
      await page.goto(path);
      await page.emulateMedia({ colorScheme: "light" });
      found.push(...inWords(`${path} light`, await axe(page).withTags(RULES).analyze()));
      await page.emulateMedia({ colorScheme: "dark" });
      found.push(...inWords(`${path} dark`, await axe(page).withRules(RULES_OF_COLOUR).analyze()));
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (tooWide > 0) found.push(`${path} scrolls sideways by ${tooWide} pixels`);
    }
    expect(found).toEqual([]);
    await context.close();
  });
}

function axe(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode(true);
}

function inWords(
  where: string,
  { violations }: Awaited<ReturnType<AxeBuilder["analyze"]>>,
): string[] {
  return violations.map(({ id, nodes }) => `${where}: ${id} ${nodes[0]?.html}`);
}
