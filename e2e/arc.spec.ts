import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { freshEstate, QUICK } from "./estate.ts";
import { pageOf } from "./people.ts";
import { nameOf } from "./portal.ts";
import { panel, ready } from "./steps.ts";

const CLUSTER = "arc-ship-crane-rotterdam-01";

test.beforeAll(({ browser }) => freshEstate(browser, QUICK));

test("R9: the Extensions page of a connected cluster shows each install status, and why one failed", async ({
  browser,
}) => {
  const page = await pageOf(browser, "owner", "/arc");
  await expect(page.getByRole("heading", { name: "Azure Arc clusters" })).toBeVisible();
  const away = page.getByRole("row", { name: /arc-ship-vessel-aurora/ });
  await expect(away).toContainText("Offline");
  await page.getByRole("link", { name: "arc-ship-customs-legacy" }).click();
  await expect(page.getByRole("heading", { name: /arc-ship-customs-legacy/ })).toBeVisible();
  const row = page.getByRole("row", { name: /microsoft\.azuredefender\.kubernetes/ });
  await expect(row).toContainText("Failed");
  await expect(row).toContainText("kernel is older");
  await expect(page.getByText("Connected to Azure Arc")).toBeVisible();
});

test("R12: an owner uninstalls the Defender extension of one cluster and sees it go", async ({
  browser,
}) => {
  const page = await pageOf(browser, "owner", `/arc?search=${CLUSTER}`);
  await page.getByRole("link", { name: CLUSTER }).click();
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
