import { expect, test } from "@playwright/test";
import { freshEstate, QUICK, USUAL } from "./estate.ts";
import { pageOf } from "./people.ts";
import { control, nameOf, sensorRecommendation } from "./portal.ts";
import { confirmSave, openFixPanel, panel, planSwitch, tab, turn } from "./steps.ts";

/** The promise of the portal: from the first page to a protected subscription. */
const PROMISE_MS = 120_000;

// At the pace that the sandbox has for everybody.
test.beforeAll(({ browser }) => freshEstate(browser, USUAL));

test("A5, A11: an owner turns the plan on and fixes every unhealthy cluster of a subscription, within two minutes", async ({
  page,
}) => {
  test.setTimeout(PROMISE_MS);
  const opened = Date.now();
  await page.goto("/");
  await page.getByRole("link", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "olivia.owner" }).click();

  await page.getByRole("link", { name: nameOf("payments") }).click();
  await turn(page, "Containers plan");
  await confirmSave(page);
  await expect(planSwitch(page)).toHaveAttribute("aria-checked", "true");

  await page.getByRole("link", { name: "Recommendations", exact: true }).first().click();
  await page.getByRole("link", { name: /should have Defender profile enabled/ }).click();
  await page.getByText("Subscription :").click();
  await page.getByRole("checkbox", { name: nameOf("payments") }).check();
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/subscription=/);
  await openFixPanel(page);
  const confirm = panel(page).getByRole("button", { name: /^Fix \d+ resources/ });
  const count = Number(/\d+/.exec((await confirm.textContent()) ?? "")?.[0]);
  expect(count).toBeGreaterThan(10);
  await confirm.click();

  await page.getByRole("link", { name: "Follow the progress" }).click();
  await expect(page.getByText(`${count} of ${count} fixed`)).toBeVisible({ timeout: 90_000 });
  await page.goto(sensorRecommendation("payments"));
  await expect(tab(page, "Unhealthy")).toHaveText("Unhealthy (0)");
  await tab(page, "Healthy").click();
  await expect(page.getByRole("row", { name: /aks-pay-ledger-prod-weu-01/ })).toBeVisible();
  expect(Date.now() - opened).toBeLessThan(PROMISE_MS);
});

test("closing the browser in the middle of a fix changes nothing about it", async ({ browser }) => {
  await control("faults", {
    match: { method: "PUT", pathContains: "managedclusters" },
    fault: { kind: "slow-operation", seconds: 3 },
  });
  const page = await pageOf(browser, "contributor", sensorRecommendation("retail"));
  await openFixPanel(page);
  await panel(page)
    .getByRole("button", { name: /^Fix \d+ resources/ })
    .click();
  await page.getByRole("link", { name: "Follow the progress" }).click();
  await expect(page.getByText(/\d+ to go\. You can close this page/)).toBeVisible();
  const address = page.url();
  await page.context().close();

  const later = await pageOf(browser, "reader", new URL(address).pathname);
  await expect(later.getByRole("status").getByText(/^(\d+) of \1 fixed$/)).toBeVisible({
    timeout: 60_000,
  });
  await later.context().close();
});

test("the same remediation is reached by the bell, with its end in words", async ({ browser }) => {
  const page = await pageOf(browser, "contributor");
  await page.getByLabel("Notifications").click();
  await page
    .getByRole("listitem")
    .filter({ hasText: "Defender profile" })
    .getByRole("link")
    .first()
    .click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Defender profile enabled/);
  await page.context().close();
});

test("a failing cluster shows Azure's words and request id, and a retry fixes it", async ({
  browser,
}) => {
  await freshEstate(browser, QUICK);
  await control("faults", {
    match: { method: "PUT", pathContains: "aks-loyalty-prod" },
    fault: { kind: "fail-operation", code: "QuotaExceeded", message: "There is no room left." },
    times: 1,
  });
  const page = await pageOf(browser, "owner", `${sensorRecommendation()}?search=aks-loyalty`);
  await openFixPanel(page);
  await panel(page).getByRole("button", { name: "Fix 1 resource" }).click();
  await page.getByRole("link", { name: "Follow the progress" }).click();
  const row = page.getByRole("row", { name: /aks-loyalty-prod/ });
  await expect(row).toContainText("QuotaExceeded", { timeout: 60_000 });
  await expect(row).toContainText("There is no room left.");
  await expect(row).toContainText("Request id");
  await page.getByRole("button", { name: "Retry failed" }).click();
  await expect(page.getByText("1 of 1 fixed")).toBeVisible({ timeout: 60_000 });
  await page.context().close();
});
