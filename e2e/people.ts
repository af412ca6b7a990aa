import { type Browser, expect, type Page } from "@playwright/test";

/** The sandbox's people, by the part of the name before the @. */
export const PEOPLE = {
  owner: "olivia.owner",
  contributor: "carlos.contributor",
  securityAdmin: "sana.secadmin",
  securityReader: "sven.secreader",
  reader: "rita.reader",
  mixed: "mixed.mira",
  nobody: "nora.norights",
} as const;
export type Who = keyof typeof PEOPLE;

/** Signs in as one of the sandbox's people and opens the page. */
export async function signIn(page: Page, who: Who, path = "/environments"): Promise<void> {
  await page.goto(`/api/auth/sign-in?${new URLSearchParams({ returnTo: path })}`);
  await page.getByRole("button", { name: PEOPLE[who] }).click();
  await expect(page.getByRole("navigation", { name: "Breadcrumb" })).toBeVisible();
}

/** A page in a browser of the person's own, signed in: nothing is shared with other people's pages. */
export async function pageOf(browser: Browser, who: Who, path?: string): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page, who, path);
  return page;
}
