import { type Browser, expect } from "@playwright/test";
import { pageOf } from "./people.ts";
import { control } from "./portal.ts";
import { ready } from "./steps.ts";

/** How long the sandbox's cloud takes for a change of a cluster, in seconds: as a person meets it, or as little as it may. */
export const USUAL = { min: 2, max: 6 };
export const QUICK = { min: 0, max: 0.3 };

/**
 * Puts the sandbox's estate back to how it began and has the portal read it, so that no file of tests leans on
 * another.
 */
export async function freshEstate(browser: Browser, operationSeconds = QUICK): Promise<void> {
  await control("faults", undefined, "DELETE");
  await control("settings", { operationSeconds });
  await control("seed", {});
  const page = await pageOf(browser, "owner");
  const since = new Date().toISOString();
  await (await ready(page.getByRole("button", { name: "Refresh" }))).click();
  const lastRead = page.getByText("Read from Azure").locator("time");
  await expect(async () => {
    await page.reload();
    expect(((await lastRead.getAttribute("datetime")) ?? "") > since).toBe(true);
  }).toPass({ timeout: 30_000, intervals: [300] });
  await page.context().close();
}
