import { expect, test } from "@playwright/test";
import { freshEstate } from "./estate.ts";
import { pageOf, signIn } from "./people.ts";
import { idOf, nameOf, plansOf, sensorRecommendation, settingsOf } from "./portal.ts";
import { applied, confirmSave, panel, planSwitch, ready, tab, turn } from "./steps.ts";

test.beforeAll(({ browser }) => freshEstate(browser));

test("A3: nothing is sent before Save has shown method, address, body, difference and sender", async ({
  page,
}) => {
  await signIn(page, "owner", settingsOf("retail"));
  await turn(page, "Kubernetes API access");
  await expect(page.getByText("1 change not saved")).toBeVisible();
  await page.getByRole("button", { name: "Save…" }).click();

  const shown = panel(page);
  await expect(shown.getByText("Nothing has been sent yet")).toBeVisible();
  await expect(
    shown.getByText("One call will be sent as olivia.owner@northwind.example:"),
  ).toBeVisible();
  await expect(shown.getByText(/^PUT https?:\/\//)).toContainText(
    `/subscriptions/${idOf("retail")}/providers/Microsoft.Security/pricings/Containers?api-version=`,
  );
  const difference = shown.getByRole("list", { name: "What PUT changes" });
  await expect(difference).toContainText("AgentlessDiscoveryForKubernetes");
  await expect(difference.getByRole("deletion").first()).toContainText("False");
  await expect(difference.getByRole("insertion").first()).toContainText("True");
  await shown.getByText("Whole body").click();
  await expect(shown.getByLabel("Request body").last()).toContainText('"pricingTier": "Standard"');

  await shown.getByRole("button", { name: "Cancel" }).click();
  await expect(planSwitch(page, "Kubernetes API access")).toHaveAttribute("aria-checked", "true");
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(planSwitch(page, "Kubernetes API access")).toHaveAttribute("aria-checked", "false");
});

test("A4: a subscription from before August 2023 is told what Azure does not turn on by itself", async ({
  page,
}) => {
  await signIn(page, "reader", settingsOf("retail"));
  await expect(page.getByText("This subscription joined before August 2023")).toBeVisible();
  await page.goto(settingsOf("shipping"));
  await expect(page.getByRole("heading", { name: "Settings & monitoring" })).toBeVisible();
  await expect(page.getByText("This subscription joined before August 2023")).toBeHidden();
});

test("when two admins save at once the second sees the difference, and keeps their choice", async ({
  browser,
}) => {
  const [first, second] = await Promise.all([
    pageOf(browser, "owner", settingsOf("shipping")),
    pageOf(browser, "securityAdmin", settingsOf("shipping")),
  ]);
  await turn(second, "Registry access");
  await second.getByRole("button", { name: "Save…" }).click();
  await expect(panel(second).getByText(/will be sent as sana\.secadmin/)).toBeVisible();

  await turn(first, "Agentless scanning for machines");
  await first.getByRole("button", { name: "Save…" }).click();
  await confirmSave(first);
  await applied(first, "shipping");

  await panel(second).getByRole("button", { name: "Save", exact: true }).click();
  const alert = panel(second).getByRole("alert");
  await expect(alert).toContainText("Your choice is kept.");
  await expect(alert).toContainText("Agentless scanning for machines: now Off, you chose On");
  await expect(alert).toContainText("Registry access: now On, you chose Off");
  await panel(second).getByRole("button", { name: "Save over their change" }).click();
  await expect(panel(second)).toBeHidden();
  await applied(second, "shipping");
  await expect(planSwitch(second, "Agentless scanning for machines")).toHaveAttribute(
    "aria-checked",
    "true",
  );
  await expect(planSwitch(second, "Registry access")).toHaveAttribute("aria-checked", "false");
  await Promise.all([first.context().close(), second.context().close()]);
});

test("S7, A22, R2: before, while and after the plan is turned off it is said what stays on clusters", async ({
  page,
}) => {
  await signIn(page, "owner", plansOf("shipping"));
  await page.getByText("Learn more").click();
  await expect(page.getByText(/nothing is removed from where it is installed/)).toBeVisible();
  await turn(page, "Containers plan");
  await expect(panel(page).getByText("Nothing is removed from clusters")).toBeVisible();
  const sensors = /Defender sensor on AKS: \d+ clusters keep it/;
  await expect(panel(page).getByText(sensors)).toBeVisible();
  await expect(panel(page).getByText("Every component becomes Off")).toBeVisible();
  await confirmSave(page);
  await expect(planSwitch(page)).toHaveAttribute("aria-checked", "false");

  await expect(page.getByText("Turned off, and still on clusters")).toBeVisible();
  const stays = page.getByRole("list", { name: "What stays on clusters" });
  await expect(stays.getByText(sensors)).toBeVisible();
  await expect(
    stays.getByText(/Defender extension on Azure Arc: \d+ clusters? keep/),
  ).toBeVisible();
  await expect(stays.getByText(/Azure Policy add-on on AKS: \d+ clusters? keep/)).toBeVisible();
  await expect(page.getByRole("link", { name: "Remove it from clusters" })).toHaveAttribute(
    "href",
    `/removal?subscription=${idOf("shipping")}`,
  );
  await page.goto(sensorRecommendation("shipping"));
  await expect(tab(page, "Healthy")).toHaveText("Healthy (0)");
  await expect(tab(page, "Not applicable")).toHaveText("Not applicable (16)");
});

test("A2: the legacy plans are announced and replaced in one change", async ({ page }) => {
  await signIn(page, "owner", plansOf("platform"));
  await expect(page.getByText("Update available")).toBeVisible();
  await (await ready(page.getByRole("button", { name: "Upgrade to Containers" }))).click();
  for (const plan of ["Containers", "KubernetesService", "ContainerRegistry"]) {
    await expect(panel(page).getByText(new RegExp(`^PUT .*/pricings/${plan}\\?`))).toBeVisible();
  }
  await confirmSave(page);
  await expect(planSwitch(page)).toHaveAttribute("aria-checked", "true");
  await expect(page.getByText("Update available")).toBeHidden();
});

test("clusters that are left out stand under Not applicable, each with its reason", async ({
  page,
}) => {
  await signIn(page, "reader", `${sensorRecommendation()}?status=notApplicable`);
  const reasons = {
    "aks-pay-hsm-proxy-prod": "The Containers plan is off",
    "aks-black-friday-burst": "The cluster is stopped",
  };
  for (const [cluster, reason] of Object.entries(reasons)) {
    await page.goto(`${sensorRecommendation()}?status=notApplicable&search=${cluster}`);
    await expect(page.getByRole("row", { name: new RegExp(cluster) })).toContainText(reason);
  }
  await page.goto(`${sensorRecommendation("fleet")}&status=notApplicable`);
  await expect(page.getByRole("row").nth(1)).toContainText("The subscription is disabled");
});

test("a subscription without the resource provider says what to do", async ({ page }) => {
  await signIn(page, "owner", plansOf("lab"));
  await expect(page.getByText("Azure shows no Defender plans for this subscription")).toBeVisible();
  await page.goto(settingsOf("lab"));
  await expect(page.getByText("az provider register --namespace Microsoft.Security")).toBeVisible();
  await expect(page.getByText(nameOf("lab")).first()).toBeVisible();
});

test("A1, A6, S13: from Environment settings one reaches a subscription's plans, their prices, and the components by two ways", async ({
  page,
}) => {
  await signIn(page, "reader", "/environments");
  await page.getByRole("link", { name: nameOf("retail") }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Settings | Defender plans");
  const workload = page.getByRole("region", { name: "Cloud workload protection" });
  const containers = workload.getByRole("row", { name: /^Containers/ });
  await expect(containers).toContainText("per vCore");
  await expect(containers).toContainText(/\d+ clusters; about \d+ vCores/);
  await expect(page.getByRole("link", { name: /^Prices of the plans/ })).toHaveAttribute(
    "href",
    /azure\.microsoft\.com\/pricing/,
  );
  await containers.getByRole("link", { name: "Settings" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Settings & monitoring");
  await page.goBack();
  await page.getByRole("link", { name: "Settings & monitoring" }).click();
  await expect(page).toHaveURL(new RegExp(`${settingsOf("retail")}$`));
});

test("S12, S8, A17: at the switches it is said whom they affect, what runs on the nodes, and how a cluster is kept out", async ({
  page,
}) => {
  await signIn(page, "reader", settingsOf("retail"));
  await expect(
    page.getByText("Turned off, it is no longer provisioned on new clusters"),
  ).toBeVisible();
  await expect(page.getByText("nothing is uninstalled")).toBeVisible();
  const sensor = page.getByRole("listitem").filter({ has: planSwitch(page, "Defender sensor") });
  await expect(sensor).toContainText("every worker node");
  await expect(sensor).toContainText("eBPF");
  await sensor.getByText("What it deploys").click();
  for (const tag of ["sensors", "agents"]) {
    await expect(sensor.getByText(`ms_defender_container_exclude_${tag}`)).toBeVisible();
  }
});
