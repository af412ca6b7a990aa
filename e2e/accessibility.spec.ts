import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { freshEstate } from "./estate.ts";
import { signIn } from "./people.ts";
import { idOf, plansOf, sensorRecommendation, settingsOf, verifyOf } from "./portal.ts";
import { openFixPanel, panel, ready, turn } from "./steps.ts";

/** WCAG 2.2 up to AA, and the practices that axe's authors stand behind. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** A theme changes colours and nothing else, so these are what is asked again in the dark. */
const RULES_OF_COLOUR = ["color-contrast", "link-in-text-block"];
const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

let remediation = "/remediations";

test.beforeAll(async ({ browser }) => {
  await freshEstate(browser);
  const page = await browser.newPage();
  await signIn(page, "owner", `${sensorRecommendation()}?search=aks-shop-br`);
  await openFixPanel(page);
  await panel(page).getByRole("button", { name: "Fix 1 resource" }).click();
  await page.getByRole("link", { name: "Follow the progress" }).click();
  await expect(page.getByText("1 of 1 fixed")).toBeVisible({ timeout: 60_000 });
  remediation = new URL(page.url()).pathname;
  await page.close();
});

/** Every page, panel and popup: where it is, and what opens it. */
const VIEWS: Record<string, { path: () => string; open?: (page: Page) => Promise<unknown> }> = {
  "environment settings": { path: () => "/environments" },
  "an empty list": { path: () => "/environments?search=nothing-has-this-name" },
  "Defender plans with the legacy notice": { path: () => plansOf("platform") },
  "a subscription without Defender": { path: () => plansOf("lab") },
  "Settings & monitoring, opened": {
    path: () => settingsOf("retail"),
    open: (page) => page.getByText("What it deploys").first().click(),
  },
  "the Save panel": {
    path: () => plansOf("platform"),
    async open(page) {
      await turn(page, "Containers plan");
      await panel(page)
        .getByText(/will be sent as/)
        .waitFor();
      await panel(page).getByText("Whole body").first().click();
    },
  },
  recommendations: { path: () => "/recommendations" },
  "a filter's list": {
    path: () => "/recommendations",
    open: (page) => page.getByText("Severity :").click(),
  },
  "a recommendation": { path: () => sensorRecommendation() },
  "what does not apply": { path: () => `${sensorRecommendation()}?status=notApplicable` },
  "the Fix panel": {
    path: () => sensorRecommendation(),
    async open(page) {
      await openFixPanel(page);
      await panel(page).locator("summary").first().click();
      await panel(page)
        .getByRole("list", { name: /^What PUT changes/ })
        .waitFor();
    },
  },
  remediations: { path: () => "/remediations" },
  "a remediation, with a change opened": {
    path: () => remediation,
    open: (page) => page.getByText("What was changed").first().click(),
  },
  "a deployment, with what Azure returns opened": {
    path: () => verifyOf("shipping", "rg-terminal-rtm", "aks-terminal-rotterdam"),
    async open(page) {
      await page.getByText("securityProfile as Azure returns it").first().click();
      await page.getByRole("region", { name: "securityProfile as Azure returns it" }).waitFor();
    },
  },
  "the audit log, with an entry opened": {
    path: () => "/audit",
    open: (page) => page.getByText("More", { exact: true }).first().click(),
  },
  "who may do what": { path: () => `/roles?subscription=${idOf("retail")}` },
  "roles of identities": {
    path: () => `/roles?view=identities&subscription=${idOf("shipping")}`,
  },
  "what one may do": {
    path: () => `/roles?subscription=${idOf("retail")}&action=clusters:fix`,
  },
  "the support matrix, with help opened": {
    path: () => `/coverage?subscription=${idOf("shipping")}`,
    open: (page) => page.getByText("Learn more", { exact: true }).click(),
  },
  "the bell": {
    path: () => "/environments",
    async open(page) {
      await page.getByLabel("Notifications").click();
      await page.getByRole("link", { name: "All remediations" }).waitFor();
    },
  },
  "the account's popup": {
    path: () => "/environments",
    open: (page) => page.getByLabel(/^Account/).click(),
  },
  "why a button can't be used": {
    path: () => settingsOf("retail"),
    async open(page) {
      await (await ready(page.getByRole("button", { name: "Save…" }))).focus();
    },
  },
  "a missing page": { path: () => "/no-such-page" },
  "a missing subscription": {
    path: () => "/environments/00000000-0000-4000-8000-000000000000/plans",
  },
  "the sign-in page": { path: () => "/sign-in?signedOut=1" },
};

for (const size of SIZES) {
  test(`axe finds nothing on any page, panel or popup at ${size.width} pixels, light and dark`, async ({
    browser,
  }) => {
    test.slow();
    const context = await browser.newContext({ viewport: size, reducedMotion: "reduce" });
    const page = await context.newPage();
    await signIn(page, "owner");
    const found: string[] = [];
    for (const [name, view] of Object.entries(VIEWS)) {
      await page.goto(view.path());
      await view.open?.(page);
      // While a page draws itself anew its title is away for a moment.
      await expect(page).toHaveTitle(/\S/);
      await page.emulateMedia({ colorScheme: "light" });
      const light = await axe(page).withTags(RULES).analyze();
      found.push(...inWords(`${name}, light`, light));
      await page.emulateMedia({ colorScheme: "dark" });
      const dark = await axe(page).withRules(RULES_OF_COLOUR).analyze();
      found.push(...inWords(`${name}, dark`, dark));
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (tooWide > 0) found.push(`${name}: the page itself scrolls sideways by ${tooWide} pixels`);
    }
    expect(found).toEqual([]);
    await context.close();
  });
}

/** Without its own blank page, which it needs for foreign frames alone; the portal has no frames, and it costs time. */
function axe(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode(true);
}

/** What axe found, a line each, with the element that shows it. */
function inWords(
  where: string,
  { violations }: Awaited<ReturnType<AxeBuilder["analyze"]>>,
): string[] {
  return violations.map(
    ({ id, help, nodes }) => `${where}: ${id} (${help}) ${nodes[0]?.html.slice(0, 200)}`,
  );
}

test("the navigation is a drawer on a narrow window", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, "reader");
  await page.getByLabel("Navigation").click();
  await page.getByRole("link", { name: "Audit log" }).click();
  await expect(page.getByRole("heading", { name: "Audit log" })).toBeVisible();
  const { violations } = await axe(page).withTags(RULES).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});
