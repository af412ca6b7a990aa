import { expect, test } from "@playwright/test";
import { freshEstate } from "./estate.ts";
import { signIn } from "./people.ts";
import { idOf, plansOf, sensorRecommendation, settingsOf } from "./portal.ts";

test.beforeAll(({ browser }) => freshEstate(browser));

test("S14: each page leads on, in its own words, to what a person may want to know next", async ({
  page,
}) => {
  await signIn(page, "reader", "/environments");
  const pages: Record<string, RegExp[]> = {
    "/environments": [/Azure Kubernetes/, /Azure Arc/, /AWS/, /GCP/, /Support matrix/],
    [plansOf("retail")]: [/Prices/, /Support matrix/, /Roles/],
    [settingsOf("retail")]: [/Support matrix/, /images are scanned/, /Common questions/],
    "/recommendations": [/images are scanned/, /Common questions/],
    [sensorRecommendation()]: [/Support matrix/, /Common questions/],
    "/remediations": [/What can be fixed/],
    "/removal": [/Turn a component/, /Support matrix/],
    "/policy": [/Roles that provisioning assigns/],
    "/arc": [/through Azure Arc/, /Common questions/],
    "/roles": [/table of roles/, /Common questions/],
    "/coverage": [/images are scanned/, /Azure Arc/, /Common questions/],
  };
  for (const [path, ways] of Object.entries(pages)) {
    await page.goto(path);
    const help = page.getByRole("group").filter({ hasText: "Learn more" }).last();
    await page.getByText("Learn more", { exact: true }).click();
    for (const way of ways) {
      await expect(help.getByRole("link", { name: way }).first()).toBeVisible();
    }
  }
});

test("A7, S15, S1, S2: the support matrix shows each capability on each kind of cluster, and how it stands here", async ({
  page,
}) => {
  await signIn(page, "reader", settingsOf("shipping"));
  await page.getByRole("link", { name: "How each capability is enabled" }).click();
  await expect(page).toHaveURL(new RegExp(`/coverage\\?subscription=${idOf("shipping")}`));
  const matrix = page.getByRole("region", { name: "Support matrix" });
  for (const kind of ["AKS", "Azure Arc Preview", "EKS", "GKE"]) {
    await expect(matrix.getByRole("columnheader", { name: kind, exact: true })).toBeVisible();
  }
  await expect(page.getByText("it has no service-level agreement")).toBeVisible();
  const workloads = matrix.getByRole("row", { name: /^Threat detection in workloads/ });
  const [, aks, arc] = await workloads.getByRole("cell").all();
  await expect(aks ?? workloads).toContainText(/On; \d+ of \d+ clusters have it/);
  await expect(aks ?? workloads).toContainText("Component Defender sensor");
  await expect(arc ?? workloads).toContainText("Preview");
  const discovery = matrix.getByRole("row", { name: /^Agentless discovery/ });
  await expect(discovery).toContainText("Not available");

  await page.goto(`/coverage?subscription=${idOf("payments")}`);
  await expect(workloads).toContainText("Off: the plan is off");
});
