import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { connectedEstate } from "./estate.ts";
import { signIn } from "./people.ts";
import { EKS_KEY } from "./portal.ts";
import { panel, ready, tab } from "./steps.ts";

test.beforeAll(async ({ browser }) => {
  test.setTimeout(180_000);
  await connectedEstate(browser);
});

const SENSOR = `/recommendations/${EKS_KEY}`;
const ACCESS = "/recommendations/0b5c1d0e-7f0a-4c51-9d3e-6b2ea4c0e502";
const TITLE = "EKS clusters should have Microsoft Defender's extension for Azure Arc installed";

/** Selects the first cluster of the list, in its row, and gives its name. */
async function selectFirst(page: Page): Promise<string> {
  const box = page.getByRole("checkbox", { name: /^Select (?!all)/ }).first();
  await (await ready(box)).check();
  return ((await box.getAttribute("aria-label")) ?? "").replace("Select ", "");
}

/** Presses a button that downloads, and gives the file. */
async function downloaded(page: Page, name: RegExp) {
  const waiting = page.waitForEvent("download");
  await panel(page).getByRole("button", { name }).click();
  const file = await waiting;
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
}

test("S1, S11, E12: recommendations are filtered by the resource type AWS EKS Cluster, and by the environment", async ({
  page,
}) => {
  await signIn(page, "reader", "/recommendations?type=AWS+EKS+Cluster");
  await expect(page.getByRole("link", { name: TITLE })).toBeVisible();
  await expect(page.getByRole("row", { name: /GKE|Azure Kubernetes Service/ })).toHaveCount(0);
  await page.goto("/recommendations");
  await page.getByText("Environment :").click();
  await page.getByRole("checkbox", { name: "AWS" }).check();
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/cloud=aws/);
  await expect(page.getByRole("row", { name: /enabled on AWS connectors/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /GKE cluster/ })).toHaveCount(0);
});

test("E11: one cluster is chosen, its Fix names where it will stand in Azure, and its script is downloaded for PowerShell", async ({
  page,
}) => {
  await signIn(page, "owner", SENSOR);
  const name = await selectFirst(page);
  await page.getByRole("button", { name: "Fix", exact: true }).click();
  await expect(panel(page).getByText("Arc cluster name")).toBeVisible();
  await expect(panel(page)).toContainText(`cluster/${name}`);
  await expect(panel(page)).toContainText("No policy assignment that could be read prevents");
  await panel(page).getByLabel("Region").selectOption("westeurope");
  await panel(page)
    .getByRole("radio", { name: /PowerShell/ })
    .check();
  const file = await downloaded(page, /^Download remediation logic for 1 resource/);
  expect(file.name).toMatch(/^RemediationScript-[0-9a-f]{8}\.ps1$/);
  expect(file.text).toContain(`Name = '${name}'`);
  await expect(panel(page).getByRole("status").first()).toContainText("was downloaded");
  await page.goto(`/audit?search=${file.name}`);
  await expect(
    page.getByRole("row", { name: /Downloaded a remediation script/ }).first(),
  ).toBeVisible();
});

test("E11: many clusters are chosen at once, and one Bash script is for all of them", async ({
  page,
}) => {
  await signIn(page, "reader", SENSOR);
  await (await ready(page.getByRole("checkbox", { name: "Select all on this page" }))).check();
  const names = await page
    .getByRole("checkbox", { name: /^Select (?!all)/ })
    .evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")?.replace("Select ", "")));
  expect(names.length).toBeGreaterThan(1);
  await page.getByRole("button", { name: "Fix", exact: true }).click();
  const file = await downloaded(page, /^Download remediation logic for \d+ resources/);
  expect(file.name).toMatch(/\.sh$/);
  for (const name of names) expect(file.text).toContain(`:cluster/${name} ${name} `);
});

test("E8, E9: scripts let Defender's role into the chosen clusters by aws-auth: in Python, and by eksctl", async ({
  page,
}) => {
  await signIn(page, "owner", ACCESS);
  const name = await selectFirst(page);
  await page.getByRole("button", { name: "Scripts" }).click();
  await expect(panel(page)).toContainText(
    `eksctl create iamidentitymapping --cluster ${name} --region`,
  );
  await expect(panel(page)).toContainText("python3 GrantAccessToEksClusters.py --clusters-file");
  const file = await downloaded(page, /Download GrantAccessToEksClusters\.py/);
  expect(file.text).toContain("aws-auth");
});

test("E10, E14: before an access entry is made it is said by whom; a cluster is kept out by its tag, and let in again", async ({
  page,
}) => {
  await signIn(page, "owner", ACCESS);
  const name = await selectFirst(page);
  await page.getByRole("button", { name: "Fix", exact: true }).click();
  await expect(panel(page)).toContainText("with the connector's identity");
  await expect(panel(page)).toContainText("CloudTrail names the session olivia.owner@");
  await panel(page).getByRole("button", { name: "Cancel" }).click();

  await page.getByRole("button", { name: "Exclude", exact: true }).click();
  await expect(panel(page).getByRole("radio", { name: /Agentless discovery/ })).toBeChecked();
  await panel(page).getByRole("button", { name: "Exclude 1 resource" }).click();
  await expect(async () => {
    await page.goto(`${ACCESS}?status=notApplicable&search=${name}`);
    await expect(page.getByText("ms_defender_container_exclude_agentless")).toBeVisible({
      timeout: 1_000,
    });
  }).toPass({ timeout: 45_000 });
  await selectFirst(page);
  await page.getByRole("button", { name: "Include again" }).click();
  await panel(page).getByRole("button", { name: "Include again 1 resource" }).click();
  await expect(async () => {
    await page.goto(`${ACCESS}?search=${name}`);
    await expect(page.getByRole("checkbox", { name: `Select ${name}` })).toBeVisible({
      timeout: 1_000,
    });
  }).toPass({ timeout: 45_000 });
  await expect(tab(page, "Unhealthy")).toBeVisible();
});

test("E10: who may not change the connector is told so, and by which role they could", async ({
  page,
}) => {
  await signIn(page, "reader", ACCESS);
  await selectFirst(page);
  await page.getByRole("button", { name: "Fix", exact: true }).click();
  await expect(panel(page)).toContainText("you need the role Contributor or Owner there");
});

test("E15: Verify of a cluster that is not connected leads to the recommendation that connects it, and tells how an alert is simulated", async ({
  page,
}) => {
  await signIn(page, "reader", SENSOR);
  const verify = page.locator("a[href*='id=arn']").first();
  const name = ((await verify.getAttribute("aria-label")) ?? "").replace("Verify ", "");
  await verify.click();
  await expect(page.getByText("no Arc-enabled cluster is known to be this one")).toBeVisible();
  await expect(page.getByRole("region", { name: "AWS CLI: a kubeconfig" })).toContainText(
    `--name ${name}`,
  );
  await expect(page.getByRole("region", { name: "kubectl: simulate an alert" })).toHaveText(
    "kubectl get pods --namespace=asc-alerttest-662jfi039n",
  );
  await page.getByRole("link", { name: "See its recommendation" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(TITLE);
  await expect(page.getByRole("checkbox", { name: `Select ${name}` })).toBeVisible();
});
