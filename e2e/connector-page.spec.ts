import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { connectedEstate } from "./estate.ts";
import { pageOf, signIn } from "./people.ts";
import { control, idOf } from "./portal.ts";
import { panel, ready } from "./steps.ts";
import { step } from "./wizard.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const RULES_OF_COLOUR = ["color-contrast", "link-in-text-block"];
const NAME = "aws-northwind-prod";
const ID = `/subscriptions/${idOf("shipping")}/resourcegroups/rg-multicloud/providers/microsoft.security/securityconnectors/${NAME}`;
const PAGE = `/environments/connectors?${new URLSearchParams({ id: ID })}`;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(180_000);
  await connectedEstate(browser);
});

/** How often the cloud has taken a change of the connector. */
async function changes(): Promise<number> {
  const { byResource } = (await control("effects", undefined, "GET")) as {
    byResource: Record<string, Record<string, number>>;
  };
  return byResource[ID]?.put ?? 0;
}

/** Opens the components from the connector's page, moves one, and goes to where it is saved. */
async function moveComponent(page: Page, name: string): Promise<void> {
  await (await ready(page.getByRole("button", { name: "Settings >" }))).click();
  await expect(page).toHaveURL(/step=plans.*settings=containers/);
  await (await ready(panel(page).getByRole("switch", { name }))).click();
  await panel(page).getByRole("button", { name: "Save" }).click();
  await step(page, "Review and save");
}

const save = (page: Page) => page.getByRole("button", { name: "Save", exact: true }).click();

test("E2, E3: the page leads from the plan to its components, and says without a reload what must be applied again", async ({
  page,
}) => {
  await signIn(page, "owner", PAGE);
  const clusters = page.getByRole("region", { name: /Clusters of/ });
  await expect(clusters).toContainText("Audit log on");
  await expect(clusters).toContainText("Defender's agentless role may not enter");
  const before = await changes();
  await moveComponent(page, "Registry access");
  await expect(page.getByText(/mdcContainersImageAssessment.enabled/)).toBeVisible();
  await save(page);
  await expect(page.getByText("Monitoring coverage: Partial")).toBeVisible({ timeout: 40_000 });
  await expect(page.getByText("Apply the CloudFormation template again")).toBeVisible();
  expect(await changes()).toBe(before + 1);
  await page.goto("/environments");
  await expect(page.getByRole("row", { name: new RegExp(NAME) })).toContainText(
    "4 of 5 components",
  );
});

test("E2: who saves over what somebody else has changed meanwhile is told so, and nothing is lost", async ({
  browser,
}) => {
  const first = await pageOf(browser, "owner", PAGE);
  const other = await pageOf(browser, "contributor", PAGE);
  await moveComponent(other, "Kubernetes API access");
  await moveComponent(first, "Registry access");
  await save(first);
  await expect(first.getByText("Monitoring coverage: Full")).toBeVisible({ timeout: 40_000 });
  await save(other);
  await expect(other.getByText(/somebody else had changed the connector/)).toBeVisible({
    timeout: 40_000,
  });
  await other.getByRole("link", { name: "look at it again" }).click();
  await expect(other.getByText("Review and save")).toBeVisible();
});

test("who has the clusters read is told when they are, and how many there were", async ({
  page,
}) => {
  await signIn(page, "reader", PAGE);
  await (await ready(page.getByRole("button", { name: "Read clusters now" }))).click();
  await expect(page.getByText(/\d+ EKS clusters read\./)).toBeVisible({ timeout: 40_000 });
});

test("a reader sees the page, and each button says what they lack", async ({ page }) => {
  await signIn(page, "reader", PAGE);
  for (const name of ["Edit", "Verify access", "Delete…", "Settings >"]) {
    const button = page.getByRole("button", { name, exact: true });
    await expect(button).toHaveAttribute("aria-disabled", "true");
    await expect(button).toHaveAccessibleDescription(/\S+ \S+/);
  }
});

test("axe finds nothing wrong with the connector's page and its panel, wide and narrow, light and dark", async ({
  browser,
}) => {
  test.slow();
  const page = await pageOf(browser, "owner", PAGE);
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    for (const open of [false, true]) {
      await page.goto(PAGE);
      if (open) {
        await (await ready(page.getByRole("button", { name: "Delete…" }))).click();
        await panel(page).waitFor();
      }
      await page.emulateMedia({ colorScheme: "light" });
      await clean(page, (axe) => axe.withTags(RULES));
      await page.emulateMedia({ colorScheme: "dark" });
      await clean(page, (axe) => axe.withRules(RULES_OF_COLOUR));
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(tooWide).toBeLessThanOrEqual(0);
    }
  }
});

test("a connector is deleted by its typed name, without a mouse", async ({ page }) => {
  await signIn(page, "owner", PAGE);
  await (await ready(page.getByRole("button", { name: "Delete…" }))).focus();
  await page.keyboard.press("Enter");
  const confirm = panel(page).getByRole("button", { name: "Delete", exact: true });
  await expect(confirm).toHaveAttribute("aria-disabled", "true");
  await expect(panel(page)).toContainText("What stays behind");
  await panel(page)
    .getByLabel(/Connector's name/)
    .focus();
  await page.keyboard.type(NAME);
  await expect(confirm).not.toHaveAttribute("aria-disabled");
  await confirm.focus();
  await page.keyboard.press("Enter");
  await expect(panel(page)).toBeHidden();
  await expect(page.getByText("The connector is deleted")).toBeVisible({ timeout: 40_000 });
  await page.goto("/environments");
  await expect(page.getByRole("link", { name: NAME })).toBeHidden();
});

async function clean(page: Page, rules: (axe: AxeBuilder) => AxeBuilder): Promise<void> {
  const { violations } = await rules(new AxeBuilder({ page }).setLegacyMode(true)).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}
