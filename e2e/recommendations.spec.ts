import { expect, test } from "@playwright/test";
import { freshEstate } from "./estate.ts";
import { signIn } from "./people.ts";
import { sensorRecommendation } from "./portal.ts";
import { panel, ready, tab } from "./steps.ts";

test.beforeAll(({ browser }) => freshEstate(browser));

const SENSOR = "Azure Kubernetes Service clusters should have Defender profile enabled";
const POLICY = /Azure Policy add-on for Kubernetes installed/;

test("A10: under its control, a recommendation that can be fixed carries the Fix mark, and a filter finds it", async ({
  page,
}) => {
  await signIn(page, "reader", "/recommendations");
  const control = page.getByRole("region", { name: "Enable enhanced security features" });
  await expect(control.getByRole("row", { name: SENSOR })).toContainText("Fix");
  await expect(page.getByRole("row", { name: /Role-Based Access Control/ })).not.toContainText(
    "Fix",
  );
  await page.getByText("Response actions :").click();
  await page.getByRole("checkbox", { name: "Fix" }).check();
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByRole("link", { name: SENSOR })).toBeVisible();
  await expect(page.getByRole("link", { name: /Role-Based Access Control/ })).toHaveCount(0);
});

test("S11: recommendations are filtered by the type of resource", async ({ page }) => {
  await signIn(page, "reader", "/recommendations");
  await page.getByText("Resource type :").click();
  await page.getByRole("checkbox", { name: "Kubernetes service" }).check();
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/type=Kubernetes/);
  await expect(page.getByRole("link", { name: SENSOR })).toBeVisible();
  await expect(page.getByRole("row", { name: /Azure Arc-enabled/ })).toHaveCount(0);
  await page.getByRole("link", { name: "Reset filters" }).click();
  await expect(page.getByRole("row", { name: /Azure Arc-enabled/ }).first()).toBeVisible();
});

test("A9, S1: each of the four recommendations that install something is found by its name, and opened by its key", async ({
  page,
}) => {
  await signIn(page, "reader", "/recommendations");
  const names: Record<string, RegExp> = {
    "Defender sensor for Kubernetes": /Defender profile enabled/,
    "Defender sensor for Azure Arc-enabled Kubernetes": /should have the Defender extension/,
    "Azure Policy agent for Kubernetes": POLICY,
    "Azure Policy agent for Azure Arc-enabled Kubernetes": /Azure Policy extension installed/,
  };
  for (const [search, title] of Object.entries(names)) {
    await page.goto(`/recommendations?${new URLSearchParams({ search })}`);
    const link = page.getByRole("link", { name: title });
    await expect(link).toBeVisible();
    await expect(link).toHaveAttribute("href", /\/recommendations\/[0-9a-f-]{36}$/);
  }
  await page.goto(
    sensorRecommendation().toUpperCase().replace("RECOMMENDATIONS", "recommendations"),
  );
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(SENSOR);
});

test("R3, S2: the Defender extension's recommendation is found by both of its names, and marked as a preview", async ({
  page,
}) => {
  await signIn(page, "reader", "/recommendations");
  for (const search of [
    "should have the Defender extension installed",
    "Microsoft Defender's extension enabled",
  ]) {
    await page.goto(`/recommendations?${new URLSearchParams({ search })}`);
    await expect(page.getByRole("link", { name: /Azure Arc-enabled/ })).toHaveCount(1);
    const row = page.getByRole("row", { name: /should have the Defender extension installed/ });
    await expect(row).toContainText("Preview");
  }
});

test("A12, A13: of the clusters without the sensor one is chosen, confirmed and fixed, and stands among those with it", async ({
  page,
}) => {
  await signIn(page, "contributor", `${sensorRecommendation()}?search=aks-shop-us-prod`);
  await expect(tab(page, "Unhealthy")).toHaveText("Unhealthy (1)");
  await (await ready(page.getByRole("checkbox", { name: "Select aks-shop-us-prod" }))).check();
  await page.getByRole("button", { name: "Fix", exact: true }).click();
  const confirm = panel(page).getByRole("button", { name: "Fix 1 resource" });
  await expect(panel(page).getByText("aks-shop-us-prod").first()).toBeVisible();
  await confirm.click();
  await page.getByRole("link", { name: "Follow the progress" }).click();
  await expect(page.getByText("1 of 1 fixed")).toBeVisible({ timeout: 60_000 });
  await page.goto(`${sensorRecommendation()}?search=aks-shop-us-prod&status=healthy`);
  await expect(tab(page, "Unhealthy")).toHaveText("Unhealthy (0)");
  await expect(page.getByRole("row", { name: /aks-shop-us-prod/ })).toBeVisible();
});

test("S8: a cluster that a tag keeps out, here by its older name, is not applicable and says which tag", async ({
  page,
}) => {
  await signIn(page, "reader", sensorRecommendation());
  await page.goto(
    `${sensorRecommendation()}?status=notApplicable&search=aks-reefer-monitoring-prod`,
  );
  const reefer = page.getByRole("row", { name: /aks-reefer-monitoring-prod/ });
  await expect(reefer).toContainText("An exclusion tag keeps the cluster out");
  await expect(reefer).toContainText("ms_defender_container_exclude_agents");
});

test("a link to a filtered list leads there through the sign-in, with its filters", async ({
  page,
}) => {
  const link = `${sensorRecommendation("shipping")}&status=healthy&search=terminal`;
  await page.goto(link);
  await page.getByRole("link", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "rita.reader" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(SENSOR);
  expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe(link);
  await expect(page.getByLabel("Search clusters")).toHaveValue("terminal");
});

test("whoever can see no subscription is told so, and what to ask for", async ({ page }) => {
  await signIn(page, "nobody", "/recommendations");
  await expect(page.getByText("You can see no subscription")).toBeVisible();
});
