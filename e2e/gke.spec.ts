import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { connectedEstate } from "./estate.ts";
import { signIn } from "./people.ts";
import { GKE_KEY } from "./portal.ts";
import { panel, ready } from "./steps.ts";

test.beforeAll(async ({ browser }) => {
  test.setTimeout(180_000);
  await connectedEstate(browser);
});

const BOTH = [
  "GKE clusters should have Microsoft Defender's extension for Azure Arc installed",
  "GKE clusters should have the Azure Policy extension installed",
];

test("S1, S11, G8, G11: both recommendations are found by their names, and by the resource type GCP GKE Cluster", async ({
  page,
}) => {
  await signIn(page, "reader", "/recommendations");
  for (const title of BOTH) {
    await page.goto(`/recommendations?${new URLSearchParams({ search: title })}`);
    await expect(page.getByRole("row", { name: title })).toContainText("GCP GKE Cluster");
  }
  await page.goto("/recommendations");
  await page.getByText("Resource type :").click();
  await page.getByRole("checkbox", { name: "GCP GKE Cluster" }).check();
  await page.getByRole("button", { name: "Apply" }).click();
  for (const title of BOTH) await expect(page.getByRole("link", { name: title })).toBeVisible();
  await expect(page.getByRole("row", { name: /EKS clusters|Azure Kubernetes/ })).toHaveCount(0);
});

test("G2, G10: an unhealthy cluster is selected in its row, policies are looked at, and its script is downloaded", async ({
  page,
}) => {
  await signIn(page, "owner", `/recommendations/${GKE_KEY}`);
  await (await ready(page.getByRole("checkbox", { name: /^Select (?!all)/ }).first())).check();
  await page.getByRole("button", { name: "Fix", exact: true }).click();
  await expect(panel(page)).toContainText("prevents the installation of Azure Arc");
  await expect(panel(page)).toContainText("//container.googleapis.com/projects/nwh-shipping-prod");
  const waiting = page.waitForEvent("download");
  await panel(page)
    .getByRole("button", { name: /^Download remediation logic for 1/ })
    .click();
  const file = await waiting;
  expect(file.suggestedFilename()).toMatch(/^RemediationScript-[0-9a-f]{8}\.sh$/);
  const text = readFileSync(await file.path(), "utf8");
  expect(text).toContain("environment=nwh-shipping-prod");
  expect(text).toContain("microsoft.policyinsights");
});

test("G13: clusters with the label are not applicable, and it is said by which label", async ({
  page,
}) => {
  await signIn(page, "owner", `/recommendations/${GKE_KEY}?status=notApplicable`);
  await expect(
    page.getByText(/ms_defender_container_exclude_(agents|sensors)/).first(),
  ).toBeVisible();
  await expect(page.getByRole("button", { name: "Include again" })).toBeVisible();
});
