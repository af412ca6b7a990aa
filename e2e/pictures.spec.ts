import { expect, type Page, test } from "@playwright/test";
import { SENSOR_POLICIES } from "../lib/workspaces/model.ts";
import { freshEstate, USUAL } from "./estate.ts";
import { signIn } from "./people.ts";
import { idOf, plansOf, sensorRecommendation, settingsOf, verifyOf } from "./portal.ts";
import { openFixPanel, panel, ready } from "./steps.ts";

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];
/** The light ones are kept in the repository for the documentation; the others are for whoever looks at a run. */
const THEMES = ["light", "dark"] as const;

let remediation = "";

test.beforeAll(({ browser }) => freshEstate(browser, USUAL));

/** The six main pages, in the order in which a person meets them. */
const PICTURES: Record<string, (page: Page) => Promise<unknown>> = {
  async environments(page) {
    await page.goto("/environments");
  },
  async plans(page) {
    await page.goto(plansOf("platform"));
  },
  async "settings-and-monitoring"(page) {
    await page.goto(settingsOf("retail"));
  },
  async recommendations(page) {
    await page.goto("/recommendations");
  },
  async fix(page) {
    await page.goto(sensorRecommendation());
    await openFixPanel(page);
  },
  async remediation(page) {
    await page.goto(remediation);
  },
};

test("the six main pages are pictured, wide and narrow, light and dark", async ({ page }) => {
  test.slow();
  await signIn(page, "owner", sensorRecommendation("shipping"));
  await openFixPanel(page);
  await panel(page)
    .getByRole("button", { name: /^Fix \d+ resource/ })
    .click();
  await page.getByRole("link", { name: "Follow the progress" }).click();
  await expect(page.getByText(/\d+ of \d+ fixed/)).toBeVisible();
  remediation = new URL(page.url()).pathname;
  for (const [name, show] of Object.entries(PICTURES)) {
    for (const size of SIZES) {
      await page.setViewportSize(size);
      for (const theme of THEMES) {
        await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
        await show(page);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await picture(page, name, theme);
      }
    }
  }
});

/** What else is shown in the documentation, each on a wide window. */
const MORE: Record<string, (page: Page) => Promise<unknown>> = {
  async verify(page) {
    await page.goto(verifyOf("shipping", "rg-terminal-rtm", "aks-terminal-rotterdam"));
    await expect(page.getByRole("heading", { name: "Check by hand" })).toBeVisible();
  },
  async options(page) {
    await page.goto(`/options?${new URLSearchParams({ subscription: idOf("shipping") })}`);
  },
  async policy(page) {
    const { aks } = SENSOR_POLICIES;
    await page.goto(`/policy/definitions/${aks}/assign?tab=parameters`);
    await (await ready(page.getByLabel(/^Only show parameters/))).uncheck();
    await expect(page.getByLabel("LogAnalyticsWorkspaceResourceId")).toBeVisible();
  },
  async removal(page) {
    await page.goto("/removal?search=terminal-sin");
    await (await ready(page.getByRole("checkbox", { name: "Select all on this page" }))).check();
    await page.getByRole("button", { name: "Remove", exact: true }).click();
    await expect(panel(page).getByText("What would bring it back")).toBeVisible();
  },
};

test("verifying, writing for own tools, assigning a workspace and removing are pictured", async ({
  page,
}) => {
  await signIn(page, "owner");
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  for (const [name, show] of Object.entries(MORE)) {
    await show(page);
    await picture(page, name, "light");
  }
});

async function picture(page: Page, name: string, theme: (typeof THEMES)[number]): Promise<void> {
  const kept = theme === "light";
  const folder = kept ? "docs/screenshots" : "test-results/screenshots";
  const width = page.viewportSize()?.width;
  const image = await page.screenshot({
    path: `${folder}/${name}-${width}${kept ? "" : `-${theme}`}.png`,
  });
  expect(image.length).toBeGreaterThan(10_000);
}
