import { expect, type Page, test } from "@playwright/test";
import { freshEstate } from "./estate.ts";
import { pageOf } from "./people.ts";
import { control, sensorRecommendation, verifyOf } from "./portal.ts";
import { openFixPanel, panel, ready, tab } from "./steps.ts";

const HOUR = 3600;

test.beforeAll(async ({ browser }) => {
  await freshEstate(browser);
  await control("settings", { podStartSeconds: HOUR });
});
test.afterAll(() => control("settings", { podStartSeconds: 4 }));

function check(page: Page, title: string) {
  return page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: title }) });
}

test("A18: from a fix to its verification: the sensor's pods come up and are seen to run", async ({
  browser,
}) => {
  const page = await pageOf(browser, "owner", `${sensorRecommendation()}?search=aks-loyalty`);
  await openFixPanel(page);
  await panel(page).getByRole("button", { name: "Fix 1 resource" }).click();
  await page.getByRole("link", { name: "Follow the progress" }).click();
  await expect(page.getByText("1 of 1 fixed")).toBeVisible({ timeout: 60_000 });

  await page.goto(`${sensorRecommendation()}?search=aks-loyalty`);
  await tab(page, "Healthy").click();
  await page.getByRole("link", { name: "Verify aks-loyalty-prod" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Verify the deployment");
  const pods = check(page, "Defender sensor: pods");
  await expect(pods.getByText("Pending", { exact: true })).toBeVisible();
  await expect(pods.getByRole("row", { name: /ContainerCreating/ }).first()).toBeVisible();
  await expect(page.getByText("read again every 10 seconds")).toBeVisible();

  // Nobody presses anything: the page reads again by itself.
  await control("clock", { advanceSeconds: HOUR });
  await expect(pods.getByText(/all Running/)).toBeVisible({ timeout: 20_000 });
  await expect(
    pods.getByRole("row", { name: /microsoft-defender-collector-ds/ }).first(),
  ).toContainText("Running");
  await expect(page.getByText("read again every 10 seconds")).toBeHidden();
  const settings = check(page, "Defender sensor: securityProfile");
  await settings.getByText("securityProfile as Azure returns it").first().click();
  await expect(
    settings.getByRole("region", { name: "securityProfile as Azure returns it" }),
  ).toContainText('"enabled": true');
  await expect(page.getByRole("region", { name: "kubectl: the sensor's pods" })).toHaveText(
    "kubectl get pods -n kube-system | grep microsoft-defender",
  );
  await page.context().close();
});

test("Refresh reads the cluster again, and a deep link opens on the cluster", async ({
  browser,
}) => {
  const path = verifyOf("shipping", "rg-terminal-rtm", "aks-terminal-rotterdam");
  const page = await pageOf(browser, "reader", path);
  const pods = check(page, "Defender sensor: pods");
  await expect(pods).toContainText("Azure Kubernetes Service Cluster User Role");
  const answer = page.waitForResponse((one) => one.url().includes("/api/clusters/verify"));
  await (await ready(page.getByRole("button", { name: "Refresh" }))).click();
  expect((await answer).status()).toBe(200);
  await page.context().close();
});

test("a cluster that somebody can't see is not found, by page and by API", async ({ browser }) => {
  const page = await pageOf(browser, "nobody");
  const path = verifyOf("shipping", "rg-terminal-rtm", "aks-terminal-rotterdam");
  await page.goto(path);
  await expect(page.getByText(/not found|no such page|does not exist/i).first()).toBeVisible();
  const answer = await page.request.get(`/api${path}`);
  expect(answer.status()).toBe(404);
  await page.context().close();
});
