import { type Browser, expect, type Page } from "@playwright/test";
import { pageOf } from "./people.ts";
import { control, EKS_KEY, GKE_KEY } from "./portal.ts";
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
  await readAnew(page);
  await page.context().close();
}

/** The same, with an AWS account and a GCP project connected, whose clusters the portal has found. */
export async function connectedEstate(browser: Browser): Promise<void> {
  await freshEstate(browser);
  await control("connectors");
  const page = await pageOf(browser, "owner");
  await readAnew(page);
  // The clusters behind each connector are read by a job of its own.
  for (const key of [EKS_KEY, GKE_KEY]) {
    await expect(async () => {
      await page.goto(`/recommendations/${key}`);
      const select = page.getByRole("checkbox", { name: "Select all on this page" });
      await expect(select).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 60_000, intervals: [500] });
  }
  await page.context().close();
}

/** Has the portal read the whole estate, and waits until it has. */
async function readAnew(page: Page): Promise<void> {
  const since = new Date().toISOString();
  await (await ready(page.getByRole("button", { name: "Refresh" }))).click();
  const lastRead = page.getByText("Read from Azure").locator("time");
  await expect(async () => {
    await page.reload();
    expect(((await lastRead.getAttribute("datetime")) ?? "") > since).toBe(true);
  }).toPass({ timeout: 30_000, intervals: [300] });
}
