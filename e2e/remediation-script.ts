import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { realTools } from "../sandbox/testing/real-tools.ts";
import { azureOfSandbox, control } from "./portal.ts";
import { panel, ready, tab } from "./steps.ts";

/**
 * What the article asks of a person, with real tools: selects clusters on a recommendation, presses Fix, downloads the
 * remediation logic, runs it under Bash, twice, and sees the clusters healthy.
 */
export async function fixByScript(
  page: Page,
  {
    key,
    clusters,
    variables,
  }: { key: string; clusters: string[]; variables: Record<string, string> },
): Promise<void> {
  await page.goto(`/recommendations/${key}`);
  for (const name of clusters) {
    await (
      await ready(page.getByRole("checkbox", { name: `Select ${name}`, exact: true }))
    ).check();
  }
  await page.getByRole("button", { name: "Fix", exact: true }).click();
  await panel(page).getByRole("radio", { name: /^Bash/ }).check();
  const downloading = page.waitForEvent("download");
  await panel(page)
    .getByRole("button", { name: /^Download remediation logic for/ })
    .click();
  const download = await downloading;
  const folder = mkdtempSync(join(tmpdir(), "breakwater-script-"));
  const file = join(folder, download.suggestedFilename());
  copyFileSync(await download.path(), file);
  const carry = await realTools(azureOfSandbox(), folder);
  const first = await carry("bash", [file], variables, folder);
  expect(first.said).toContain(`Done: ${clusters.length} changed`);
  expect(first.code).toBe(0);
  await control("effects", undefined, "DELETE");
  const again = await carry("bash", [file, "--again"], variables, folder);
  expect(again.said).toContain(`Done: 0 changed, ${clusters.length} as wanted already`);
  expect(await control("effects", undefined, "GET")).toMatchObject({ byResource: {} });
  rmSync(folder, { recursive: true, force: true });
  await page.goto("/environments");
  await (await ready(page.getByRole("button", { name: "Refresh" }))).click();
  await expect(async () => {
    await page.goto(`/recommendations/${key}?status=healthy`);
    for (const name of clusters) {
      await expect(page.getByRole("row", { name: new RegExp(name) })).toBeVisible({
        timeout: 1_000,
      });
    }
  }).toPass({ timeout: 60_000, intervals: [1_000] });
  await expect(tab(page, "Healthy")).toBeVisible();
}
