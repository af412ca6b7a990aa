import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { freshEstate } from "./estate.ts";
import { pageOf } from "./people.ts";
import { idOf, sensorRecommendation } from "./portal.ts";
import { panel, ready, tab } from "./steps.ts";

const ROTTERDAM = "aks-terminal-rotterdam";
const ANTWERP = "aks-terminal-antwerp";

test.beforeAll(({ browser }) => freshEstate(browser));

function removalOf(search: string): string {
  return `/removal?${new URLSearchParams({
    component: "aksDefenderProfile",
    subscription: idOf("shipping"),
    search,
  })}`;
}

/** Selects everything that the list shows, and opens the panel of the removal. */
async function openRemoval(page: Page): Promise<void> {
  await (await ready(page.getByRole("checkbox", { name: "Select all on this page" }))).check();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await panel(page).getByText("What would bring it back").waitFor();
}

test("a removal needs no mouse", async ({ browser }) => {
  const page = await pageOf(browser, "owner", removalOf(ANTWERP));
  const box = await ready(page.getByRole("checkbox", { name: `Select ${ANTWERP}` }));
  await box.focus();
  await page.keyboard.press("Space");
  const remove = page.getByRole("button", { name: "Remove", exact: true });
  await remove.focus();
  await page.keyboard.press("Enter");
  const confirm = panel(page).getByRole("button", { name: "Remove from 1 resource" });
  await expect(confirm).not.toHaveAttribute("aria-disabled", "true");
  const step = panel(page).getByRole("checkbox").first();
  await step.focus();
  const before = await step.isChecked();
  await page.keyboard.press("Space");
  expect(await step.isChecked()).toBe(!before);
  await page.keyboard.press("Escape");
  await expect(panel(page)).toBeHidden();
  await expect(remove).toBeFocused();
});

test("who may not remove is told which role it takes", async ({ browser }) => {
  const page = await pageOf(browser, "reader", removalOf(ANTWERP));
  await openRemoval(page);
  await expect(
    panel(page)
      .getByText(/you need the role Contributor or Owner/)
      .first(),
  ).toBeVisible();
  await expect(panel(page).getByRole("button", { name: /^Remove from/ })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
});

test("the removal's page and panel have nothing for axe to find, wide and narrow, light and dark", async ({
  browser,
}) => {
  const page = await pageOf(browser, "owner", "/removal");
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    for (const path of ["/removal", "/removal?search=nothing-has-this-name", removalOf(ANTWERP)]) {
      await page.goto(path);
      if (path === removalOf(ANTWERP)) await openRemoval(page);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        await expect(page).toHaveTitle(/Remove components/);
        const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
        expect(violations.map(({ id, nodes }) => [path, id, nodes[0]?.html])).toEqual([]);
      }
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(tooWide).toBe(0);
    }
  }
});

// It turns the component off, so it comes last.
test("A22: from the Healthy tab to a removal that lasts: the panel says what would bring the sensor back", async ({
  browser,
}) => {
  const path = sensorRecommendation("shipping");
  const page = await pageOf(browser, "owner", `${path}&search=${ROTTERDAM}`);
  await tab(page, "Healthy").click();
  await page.getByRole("link", { name: "Remove…" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Remove components");
  await expect(page.getByRole("link", { name: /^Defender sensor on AKS \(1\)/ })).toBeVisible();
  await openRemoval(page);

  await expect(panel(page)).toContainText(
    "The component Defender sensor is on in the Containers plan of Shipping operations",
  );
  const off = panel(page).getByRole("checkbox", { name: /Turn the component Defender sensor off/ });
  const tag = panel(page).getByRole("checkbox", { name: /Set the exclusion tag/ });
  await expect(off).not.toBeChecked();
  await expect(tag).toBeChecked();
  await expect(panel(page).getByText(/nothing that is known brings it back/)).toBeVisible();
  await tag.uncheck();
  await expect(panel(page).getByText("It will come back: 1 cluster")).toBeVisible();
  await off.check();
  await expect(panel(page).getByText(/nothing that is known brings it back/)).toBeVisible();
  await panel(page).getByText(ROTTERDAM).click();
  await panel(page)
    .getByRole("list", { name: /^What PUT changes/ })
    .last()
    .waitFor();

  await panel(page).getByRole("button", { name: "Remove from 1 resource" }).click();
  await page.getByRole("link", { name: "Follow the progress" }).click();
  await expect(page.getByText("1 of 1 removed")).toBeVisible({ timeout: 60_000 });
  const step = page.getByRole("listitem").filter({ hasText: "Turn the component" });
  await expect(step).toContainText("Done");
  await page.goto(removalOf(ROTTERDAM));
  await expect(page.getByText("No cluster matches")).toBeVisible();
});
