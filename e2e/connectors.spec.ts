import { readFileSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { pointAwsCliAt } from "../sandbox/aws-cli.ts";
import { awsCli, findAwsCli, keysOf } from "../sandbox/testing/aws.ts";
import { missingTools } from "../sandbox/testing/real-tools.ts";
import { freshEstate } from "./estate.ts";
import { signIn } from "./people.ts";
import { EKS_KEY, multicloud, nameOf } from "./portal.ts";
import { fixByScript } from "./remediation-script.ts";
import { panel, ready, turn } from "./steps.ts";
import { begin, step } from "./wizard.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const NEW_AWS = "/environments/connectors/new?cloud=aws";
const ACCOUNT = "northwind-dev";
const CLUSTERS = ["eks-booking-dev-euw1", "eks-load-test-use2"];

test.beforeAll(({ browser }) => freshEstate(browser));

test("E1, G1: where no account and no project is connected, the environments lead to connecting one", async ({
  page,
}) => {
  await signIn(page, "owner", "/environments");
  await expect(page.getByText("No AWS account is connected")).toBeVisible();
  await page.getByRole("link", { name: "Connect a GCP project" }).click();
  await expect(page.getByRole("heading", { name: "Connect a GCP project" })).toBeVisible();
  await page.goto("/environments");
  await page.getByText("Add environment").click();
  await page.getByRole("link", { name: "Amazon Web Services", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Connect an AWS account" })).toBeVisible();
});

test("E7: what is wrong is said in its field, and nothing that was typed is lost by leaving", async ({
  page,
}) => {
  await begin(page, NEW_AWS);
  const address = page.url();
  await expect(page.getByText("Give the connector a name.")).toBeHidden();
  await page.getByRole("button", { name: "Next: Select plans" }).click();
  await expect(page).toHaveURL(/step=plans/);
  await page.goBack();
  await expect(page).toHaveURL(/step=details/);
  await step(page, "Review and create");
  await expect(page.getByText("Something needs a look first")).toBeVisible();
  await expect(page.getByRole("button", { name: "Create", exact: true })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
  await step(page, "Account details");
  await expect(page.getByText("Give the connector a name.")).toBeVisible();
  await page.getByLabel(/AWS account ID/).fill("1234");
  await expect(page.getByLabel(/AWS account ID/)).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel(/Connector name/).fill("half-done");
  await expect(page.getByText("Draft kept.")).toBeVisible();
  await page.goto(NEW_AWS);
  await page.getByRole("link", { name: "half-done" }).click();
  await expect(page.getByLabel(/AWS account ID/)).toHaveValue("1234");
  expect(new URL(page.url()).pathname).toBe(new URL(address).pathname);
  await (await ready(page.getByRole("button", { name: "Discard" }))).click();
  await expect(page.getByRole("link", { name: "half-done" })).toBeHidden();
});

test("E3, E4, E5, E6: the settings of Containers have each component, and say what off and a wrong retention mean", async ({
  page,
}) => {
  await begin(page, NEW_AWS);
  await step(page, "Select plans");
  await expect(page.getByRole("switch", { name: "Containers plan" })).toHaveAttribute(
    "aria-checked",
    "true",
  );
  await page.getByRole("button", { name: "Settings >" }).click();
  await expect(page).toHaveURL(/settings=containers/);
  const retention = panel(page).getByLabel(/Retention period/);
  for (const wrong of ["0", "-1", "1.5", "abc", "4000"]) {
    await retention.fill(wrong);
    await expect(retention).toHaveAttribute("aria-invalid", "true");
    await expect(retention).toHaveAccessibleDescription(/1, 3, 5, 7, 14, 30, 60, 90/);
  }
  await expect(panel(page).getByRole("button", { name: "Save" })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
  await retention.fill("90");
  await expect(retention).not.toHaveAttribute("aria-invalid");
  await panel(page).getByRole("switch", { name: "Agentless threat protection" }).click();
  await expect(panel(page).getByText("Threat detection (control plane) is off too.")).toBeVisible();
  await panel(page).getByRole("switch", { name: "Kubernetes API access" }).click();
  await panel(page).getByRole("switch", { name: "Registry access" }).click();
  await panel(page).getByRole("button", { name: "Save" }).click();
  await expect(panel(page)).toBeHidden();
  await expect(page.getByText("Partial", { exact: true })).toBeVisible();
  await turn(page, "Containers plan");
  await expect(page.getByRole("button", { name: "Settings >" })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
});

test("E11, E13: an AWS account is connected by its template, and its clusters are healthy after their script has run", async ({
  page,
}) => {
  const missing = missingTools("aws");
  test.skip(missing.length > 0, `Not installed: ${missing.join(", ")}.`);
  test.setTimeout(400_000);
  const sandbox = multicloud();
  const account = keysOf(sandbox, ACCOUNT);
  const aws = (...args: string[]) => awsCli(sandbox, account, "cloudformation", ...args);
  await begin(page, NEW_AWS);
  await page.getByLabel(/Connector name/).fill("northwind-dev");
  await page.getByLabel(/AWS account ID/).fill(account.id);
  await page.getByLabel(/^Subscription/).selectOption({ label: nameOf("shipping") });
  await page.getByLabel(/Resource group/).fill("rg-multicloud");
  await step(page, "Select plans");
  await page.getByRole("button", { name: "Settings >" }).click();
  await panel(page)
    .getByRole("switch", { name: /sensor for Azure Arc/ })
    .click();
  await panel(page).getByRole("button", { name: "Save" }).click();
  await step(page, "Configure access");
  await expect(page.getByRole("region", { name: "What it creates", exact: true })).toContainText(
    "BreakwaterContainersRole",
  );
  await page.getByRole("button", { name: "Verify access" }).click();
  await expect(page.getByText("The portal can't come in")).toBeVisible();
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: /^Download/ }).click();
  const file = await (await downloading).path();
  expect(JSON.parse(readFileSync(file, "utf8"))).toHaveProperty("Resources");
  const stack = ["--stack-name", "breakwater-containers"];
  const capability = ["--capabilities", "CAPABILITY_NAMED_IAM"];
  await aws("create-stack", ...stack, "--template-body", `file://${file}`, ...capability);
  const status = async () => JSON.stringify(await aws("describe-stacks", ...stack));
  await expect.poll(status, { timeout: 40_000 }).toContain("CREATE_COMPLETE");
  await page.getByRole("button", { name: "Verify access" }).click();
  await expect(page.getByText("Access verified")).toBeVisible();
  await step(page, "Review and create");
  await expect(page.getByText(/One call will be sent as olivia/)).toBeVisible();
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await expect(page).toHaveURL(/environments\/connectors\?id=/);
  await expect(page.getByText("Connected", { exact: true })).toBeVisible({ timeout: 40_000 });
  await expect(page.getByRole("region", { name: /Clusters of/ })).toBeVisible({ timeout: 40_000 });
  const variables = pointAwsCliAt(sandbox, account);
  await fixByScript(page, { key: EKS_KEY, clusters: CLUSTERS, variables });
});

test("E2: editing a connector whose plan is on begins at its plans", async ({ page }) => {
  test.skip(!findAwsCli(), "The AWS CLI is not installed.");
  await signIn(page, "owner", "/environments");
  await page.getByRole("link", { name: "northwind-dev" }).click();
  await (await ready(page.getByRole("button", { name: "Edit", exact: true }))).click();
  await expect(page).toHaveURL(/step=plans/);
  await page.getByRole("button", { name: "Settings >" }).click();
  await panel(page).getByRole("switch", { name: "Registry access" }).click();
  await panel(page).getByRole("button", { name: "Save" }).click();
  await step(page, "Review and save");
  await expect(page.getByText(/mdcContainersImageAssessment.enabled/)).toBeVisible();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page).toHaveURL(/environments\/connectors\?id=/);
  await expect(page.getByText("Monitoring coverage: Partial")).toBeVisible({ timeout: 40_000 });
});

test("the wizard needs no mouse", async ({ page }) => {
  await begin(page, NEW_AWS);
  await page.getByLabel(/Connector name/).focus();
  await page.keyboard.type("typed");
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("radio", { name: "Management account", exact: true })).toBeChecked();
  const next = page.getByRole("button", { name: "Next: Select plans" });
  for (let tabs = 0; tabs < 40; tabs += 1) {
    if (await next.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/step=plans/);
});

for (const width of [1440, 390]) {
  test(`axe finds nothing wrong with the wizards at ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    for (const cloud of ["aws", "gcp"]) {
      await begin(page, `/environments/connectors/new?cloud=${cloud}`);
      for (const title of ["Select plans", "Configure access", "Review and create"]) {
        await step(page, title);
        await page.waitForLoadState("networkidle");
        await clean(page);
      }
      await step(page, "Select plans");
      await page.getByRole("button", { name: "Settings >" }).click();
      await panel(page).waitFor();
      await clean(page);
      await page.goto(`/environments/connectors/new?cloud=${cloud}`);
      await clean(page);
    }
  });
}

async function clean(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}
