import { expect, type Page } from "@playwright/test";
import { signIn } from "./people.ts";
import { ready } from "./steps.ts";

/** Begins a draft of a new connector and opens its wizard. */
export async function begin(page: Page, path: string): Promise<void> {
  if (page.url() === "about:blank") await signIn(page, "owner", path);
  else await page.goto(path);
  await (await ready(page.getByRole("button", { name: "Begin" }))).click();
  await expect(page.getByRole("navigation", { name: "Steps" })).toBeVisible();
  await ready(page.getByLabel(/Connector name/));
}

/** Goes to a step of the wizard. */
export async function step(page: Page, title: string): Promise<void> {
  await page
    .getByRole("navigation", { name: "Steps" })
    .getByRole("button", { name: new RegExp(title) })
    .click();
}
