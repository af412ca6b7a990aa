import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";
import { gcloudVariables, projectOf } from "../sandbox/testing/gcp.ts";
import { missingTools } from "../sandbox/testing/real-tools.ts";
import { freshEstate } from "./estate.ts";
import { GKE_KEY, multicloud, nameOf } from "./portal.ts";
import { fixByScript } from "./remediation-script.ts";
import { panel } from "./steps.ts";
import { begin, step } from "./wizard.ts";

const run = promisify(execFile);
const PROJECT = "nwh-sandbox-lab";
const CLUSTER = "gke-lab-scratch";

test.beforeAll(({ browser }) => freshEstate(browser));

test("G3, G7, G10, G12: a GCP project is connected by its script, and a cluster is healthy after another has run", async ({
  page,
}) => {
  const missing = missingTools("gcp");
  test.skip(missing.length > 0, `Not installed: ${missing.join(", ")}.`);
  test.setTimeout(600_000);
  const sandbox = multicloud();
  const { projectId, projectNumber } = projectOf(sandbox, PROJECT);
  await begin(page, "/environments/connectors/new?cloud=gcp");
  await page.getByLabel(/Connector name/).fill("sandbox-lab");
  await page.getByLabel(/GCP project ID/).fill(projectId);
  await page.getByLabel(/GCP project number/).fill(projectNumber);
  await page.getByLabel(/^Subscription/).selectOption({ label: nameOf("shipping") });
  await page.getByLabel(/Resource group/).fill("rg-multicloud");
  await step(page, "Select plans");
  await page.getByRole("button", { name: "Settings >" }).click();
  // Fewer components, fewer calls of gcloud, each of which takes seconds.
  for (const name of [/Agentless threat protection/, /sensor for Azure Arc/, /Azure Policy/]) {
    await panel(page).getByRole("switch", { name }).click();
  }
  await expect(panel(page).getByText("Threat detection (control plane) is off too.")).toBeVisible();
  await panel(page).getByRole("button", { name: "Save" }).click();
  await step(page, "Configure access");
  await page.getByRole("radio", { name: "Least privilege access", exact: true }).check();
  await expect(page.getByRole("region", { name: "What it creates", exact: true })).toContainText(
    "breakwater-portal",
  );
  await expect(page.getByRole("link", { name: "GCP Cloud Shell" })).toBeVisible();
  await expect(page.getByText(/can take up to 8 hours/)).toBeVisible();
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: /^Download/ }).click();
  const file = await (await downloading).path();
  expect(readFileSync(file, "utf8")).toMatch(/^#!/);
  const variables = gcloudVariables(sandbox, PROJECT);
  await run("bash", [file], { env: { ...process.env, ...variables, PAUSE_SECONDS: "0" } });
  await page.getByRole("button", { name: "Verify access" }).click();
  await expect(page.getByText("Access verified")).toBeVisible({ timeout: 30_000 });
  await step(page, "Review and create");
  await expect(page.getByText(/One call will be sent as olivia/)).toBeVisible();
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await expect(page).toHaveURL(/environments\/connectors\?id=/);
  await expect(page.getByText("Connected", { exact: true })).toBeVisible({ timeout: 40_000 });
  await expect(page.getByRole("region", { name: /Clusters of/ })).toBeVisible({ timeout: 40_000 });
  await fixByScript(page, { key: GKE_KEY, clusters: [CLUSTER], variables });
});
