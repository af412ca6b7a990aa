import { readFileSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { freshEstate } from "./estate.ts";
import { pageOf, signIn } from "./people.ts";
import { idOf, sensorRecommendation } from "./portal.ts";
import { ready } from "./steps.ts";

test.beforeAll(({ browser }) => freshEstate(browser));

test("A15: from a selection of two clusters to a Bash script that deploys the sensor on them", async ({
  page,
}) => {
  await signIn(page, "owner", sensorRecommendation("shipping"));
  const boxes = page.getByRole("checkbox", { name: /^Select aks-/ });
  await (await ready(boxes.first())).check();
  await boxes.nth(1).check();
  const names = await Promise.all(
    [0, 1].map(async (at) => (await boxes.nth(at).getAttribute("aria-label"))?.slice(7) ?? ""),
  );
  await page.getByRole("link", { name: "All options" }).first().waitFor();
  await page
    .getByRole("toolbar", { name: "Selection" })
    .getByRole("link", { name: "All options" })
    .click();
  await expect(page.getByRole("heading", { name: "All options" })).toBeVisible();
  await expect(
    page.getByText("Installs the Defender sensor on 2 AKS clusters.").first(),
  ).toBeVisible();
  const code = page.getByRole("region", { name: "deploy-aks-sensor.sh" }).last();
  await expect(code).toContainText("az aks update --enable-defender");
  const started = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download deploy-aks-sensor.sh" }).click();
  const download = await started;
  expect(download.suggestedFilename()).toBe("deploy-aks-sensor.sh");
  const text = readFileSync(await download.path(), "utf8");
  for (const name of names) {
    expect(text).toMatch(new RegExp(`^each ${idOf("shipping")} \\S+ ${name}`, "m"));
  }
});

test("A16: the same clusters are written for in every language, with the parameters explained", async ({
  page,
}) => {
  await signIn(page, "reader", `/options?component=aksSensor&subscription=${idOf("shipping")}`);
  const languages = page.getByRole("navigation", { name: "Language" });
  for (const [language, says] of Object.entries(LANGUAGES)) {
    await languages.getByRole("link", { name: language, exact: true }).click();
    await expect(languages.locator('[aria-current="page"]')).toHaveText(language);
    await expect(page.locator("pre").first()).toContainText(says);
    await expect(page.getByRole("table").last()).toContainText(/workspace/i);
  }
});

const LANGUAGES = {
  "REST API": "az rest --method=put",
  "Azure CLI (Bash)": "az aks update --enable-defender",
  "Azure CLI (PowerShell)": "'--enable-defender'",
  "ARM template": "Microsoft.ContainerService/managedClusters",
  Bicep: "targetScope = 'subscription'",
  Terraform: "azapi_update_resource",
};

test("R7: an Arc extension's workspace and audit log path are asked for, and a wrong one is refused in words", async ({
  page,
}) => {
  await signIn(page, "owner", "/options?component=arcDefenderExtension");
  await (await ready(page.getByLabel("Audit log path"))).fill("/var/log/k8s/audit.log");
  await page.getByLabel(/^Log Analytics workspace/).fill("not-a-workspace");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "workspace" })).toContainText("not used");
  await expect(page.locator("pre").first()).toContainText("auditLogPath=/var/log/k8s/audit.log");
});

test("nobody downloads a file about clusters that they can't see, or without signing in", async ({
  browser,
  request,
}) => {
  const path = "/api/options?component=aksSensor&file=deploy-aks-sensor.sh";
  expect((await request.get(path)).status()).toBe(401);
  const page = await pageOf(browser, "nobody", "/options");
  expect((await page.request.get(path)).status()).toBe(404);
  await expect(page.getByText("No cluster matches")).toBeVisible();
  await page.context().close();
});

for (const width of [1440, 390]) {
  test(`axe finds nothing on All options at ${width} pixels, light and dark`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await signIn(page, "owner", "/options?component=arcDefenderExtension&language=rest");
    await page.getByText(/^Installs the Defender extension/).click();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
      expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html.slice(0, 200)}`)).toEqual(
        [],
      );
    }
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(tooWide).toBeLessThanOrEqual(0);
  });
}
