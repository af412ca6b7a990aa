import { expect, type Locator, type Page, test } from "@playwright/test";
import { freshEstate } from "./estate.ts";
import { signIn } from "./people.ts";
import { nameOf, plansOf, sensorRecommendation } from "./portal.ts";
import { panel, planSwitch, ready } from "./steps.ts";

/** So many presses of Tab lead from one end of any page to the other. */
const TABS_MAX = 120;

test.beforeAll(({ browser }) => freshEstate(browser));

test("signing in, the plan, Save, the selection, Fix and its progress need no mouse", async ({
  page,
}) => {
  await page.goto("/environments");
  await tabTo(page, page.getByRole("link", { name: "Sign in" }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("button", { name: "olivia.owner" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Environment settings" })).toBeVisible();

  await tabTo(page, page.getByRole("link", { name: nameOf("platform") }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`${plansOf("platform")}$`));
  await tabTo(page, await ready(planSwitch(page)));
  await page.keyboard.press("Space");
  await panel(page)
    .getByText(/will be sent as/)
    .waitFor();
  await tabTo(page, panel(page).getByRole("button", { name: "Save", exact: true }));
  await page.keyboard.press("Enter");
  await expect(panel(page)).toBeHidden();
  await expect(planSwitch(page)).toHaveAttribute("aria-checked", "true");

  await page.goto(sensorRecommendation("platform"));
  const boxes = page.getByRole("checkbox", { name: /^Select (?!all)/ });
  await tabTo(page, await ready(boxes.first()));
  await page.keyboard.press("Space");
  await expect(page.getByText("1 selected")).toBeVisible();
  await tabTo(page, page.getByRole("button", { name: "Fix", exact: true }), "Shift+Tab");
  await page.keyboard.press("Enter");
  const confirm = panel(page).getByRole("button", { name: "Fix 1 resource" });
  await expect(confirm).not.toHaveAttribute("aria-disabled", "true");
  await tabTo(page, confirm);
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("link", { name: "Follow the progress" }));
  await page.keyboard.press("Enter");
  await expect(page.getByText("1 of 1 fixed")).toBeVisible({ timeout: 60_000 });
});

test("Escape closes a panel and gives the focus back to what opened it", async ({ page }) => {
  await page.goto(`/api/auth/sign-in?${new URLSearchParams({ returnTo: plansOf("payments") })}`);
  await page.getByRole("button", { name: "olivia.owner" }).press("Enter");
  const opener = await ready(planSwitch(page));
  await opener.focus();
  await page.keyboard.press("Space");
  await expect(panel(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(panel(page)).toBeHidden();
  await expect(opener).toBeFocused();
});

test("the first stop of a page skips to its content, and popups open and close by keys", async ({
  page,
}) => {
  await page.goto("/api/auth/sign-in?returnTo=/environments");
  await page.getByRole("button", { name: "rita.reader" }).press("Enter");
  await expect(page.getByRole("heading", { name: "Environment settings" })).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the page" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();

  const bell = page.getByLabel("Notifications");
  await tabTo(page, bell, "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: "All remediations" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("link", { name: "All remediations" })).toBeHidden();
  await expect(bell).toBeFocused();
});

/** Presses Tab until the control has the focus; it can be seen there by its outline. */
async function tabTo(page: Page, target: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  await target.waitFor();
  const focused = () => target.evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < TABS_MAX && !(await focused()); presses++) {
    await page.keyboard.press(key);
  }
  await expect(target).toBeFocused();
  expect(await target.evaluate((element) => getComputedStyle(element).outlineStyle)).not.toBe(
    "none",
  );
}

test("closing the Fix panel gives the focus back to Fix, and the list stays where it is", async ({
  page,
}) => {
  await signIn(page, "owner", sensorRecommendation());
  await (await ready(page.getByRole("checkbox", { name: /^Select (?!all)/ }).first())).check();
  const fix = page.getByRole("button", { name: "Fix", exact: true });
  await fix.press("Enter");
  await expect(panel(page).getByRole("button", { name: "Fix 1 resource" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(panel(page)).toBeHidden();
  await expect(fix).toBeFocused();
  await expect(page.getByText("1 selected")).toBeVisible();
});
