import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { freshEstate, QUICK } from "./estate.ts";
import { pageOf } from "./people.ts";
import { nameOf } from "./portal.ts";
import { openFixPanel, panel, ready } from "./steps.ts";

const CLUSTER = "arc-ship-crane-rotterdam-01";

test.beforeAll(({ browser }) => freshEstate(browser, QUICK));

test("R9: the Extensions page of a connected cluster shows each install status, and why one failed", async ({
  browser,
}) => {
  const page = await pageOf(browser, "owner", "/arc");
  await expect(page.getByRole("heading", { name: "Azure Arc clusters" })).toBeVisible();
  const away = page.getByRole("row", { name: /arc-ship-vessel-aurora/ });
  await expect(away).toContainText("Offline");
  await page.getByRole("link", { name: "arc-ship-customs-legacy", exact: true }).click();
  await expect(page.getByRole("heading", { name: /arc-ship-customs-legacy/ })).toBeVisible();
  const row = page.getByRole("row", { name: /microsoft\.azuredefender\.kubernetes/ });
  await expect(row).toContainText("Failed");
  await expect(row).toContainText("kernel is older");
  await expect(page.getByText("Connected to Azure Arc")).toBeVisible();
});

test("R7: the pane of an Arc fix asks for the workspace and the audit log's path, and the exact call carries them", async ({
  browser,
}) => {
  const page = await pageOf(
    browser,
    "owner",
    `/recommendations/3ef9848c-c2c8-4ff3-8b9c-4c8eb8ddfce6?search=arc-ship-crane-hamburg-01`,
  );
  await openFixPanel(page);
  const workspace = panel(page).getByLabel("Log Analytics workspace");
  const own = workspace.locator(`optgroup[label="${nameOf("retail")}"] option`).first();
  const chosen = (await own.getAttribute("value")) ?? "";
  await workspace.selectOption(chosen);
  await panel(page).getByLabel("Audit log path").fill("var/log/audit.log");
  await expect(panel(page)).toContainText("begins with a slash");
  await panel(page).getByLabel("Audit log path").fill("/var/log/k3s/audit.log");
  await panel(page).getByLabel("Audit log path").blur();
  await panel(page).locator("summary", { hasText: "arc-ship-crane-hamburg-01" }).click();
  await expect(panel(page)).toContainText("/var/log/k3s/audit.log");
  await expect(panel(page)).toContainText(chosen);
  await expect(panel(page)).toContainText("never shown or stored");
  await panel(page).getByRole("button", { name: "Fix 1 resource" }).click();
  await page.getByRole("link", { name: "Follow the progress" }).click();
  await expect(page.getByText(/1 of 1 fixed/i)).toBeVisible({ timeout: 60_000 });
});

test("R3: the Arc recommendation is found by both of its names", async ({ browser }) => {
  const page = await pageOf(browser, "owner", "/recommendations");
  const title =
    "Azure Arc-enabled Kubernetes clusters should have the Defender extension installed";
  for (const name of [title, "should have Microsoft Defender's extension enabled"]) {
    await page.goto(`/recommendations?${new URLSearchParams({ search: name })}`);
    await expect(page.getByRole("link", { name: title })).toBeVisible();
  }
  await expect(page.getByText("Preview", { exact: true }).first()).toBeVisible();
});

test("R12: an owner uninstalls the Defender extension of one cluster and sees it go", async ({
  browser,
}) => {
  const page = await pageOf(browser, "owner", `/arc?search=${CLUSTER}`);
  await page.getByRole("link", { name: CLUSTER, exact: true }).click();
  const row = page.getByRole("row", { name: /microsoft\.azuredefender\.kubernetes/ });
  await expect(row).toContainText("Installed");
  await (await ready(row.getByRole("button", { name: "Uninstall" }))).click();
  await expect(panel(page)).toContainText(CLUSTER);
  await panel(page)
    .getByRole("button", { name: /^Remove/ })
    .click();
  await page.getByRole("link", { name: "Follow the progress" }).click();
  await expect(page.getByText(/1 of 1 removed/i)).toBeVisible({ timeout: 60_000 });
  await page.goto(`/arc?search=${CLUSTER}`);
  await expect(page.getByRole("row", { name: new RegExp(CLUSTER) })).toContainText("Not installed");
});

test("the Arc pages have nothing for axe to find, light and dark, wide and narrow", async ({
  browser,
}) => {
  const page = await pageOf(browser, "owner", "/arc");
  for (const path of ["/arc", "/arc?connectivity=Offline", "/arc?search=nothing-has-this-name"]) {
    for (const [width, scheme] of [
      [1440, "light"],
      [390, "dark"],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: scheme });
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(page).toHaveTitle(/Azure Arc clusters/);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations).toEqual([]);
    }
  }
});

test("a reader of one resource group sees no connected cluster of others", async ({ browser }) => {
  const page = await pageOf(browser, "nobody", "/arc");
  await expect(page.getByText("No cluster is connected")).toBeVisible();
  await expect(page.getByText(nameOf("shipping"))).toHaveCount(0);
});
