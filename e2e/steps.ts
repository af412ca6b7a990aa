import { expect, type Locator, type Page } from "@playwright/test";
import type { SubscriptionKey } from "../sandbox/seed/company.ts";
import { idOf } from "./portal.ts";

/** The switch of a Defender plan or of a component. */
export function planSwitch(page: Page, name = "Containers plan") {
  return page.getByRole("switch", { name });
}

/**
 * Waits until the page's script has taken hold of a control; before that a click on it is lost. React marks the
 * elements that it has taken over with a property of its own.
 */
export async function ready(control: Locator): Promise<Locator> {
  const taken = () =>
    control.evaluate((element) =>
      Object.keys(element).some((key) => key.startsWith("__reactProps")),
    );
  await expect.poll(taken).toBe(true);
  return control;
}

/** Moves a switch. */
export async function turn(page: Page, name: string): Promise<void> {
  await (await ready(planSwitch(page, name))).click();
}

/** The panel from the right; there is one at most. */
export function panel(page: Page) {
  return page.getByRole("dialog");
}

/** Confirms an open Save panel once it knows what it would send, and waits until Azure has taken it. */
export async function confirmSave(page: Page): Promise<void> {
  await panel(page)
    .getByText(/will be sent as/)
    .waitFor();
  await panel(page).getByRole("button", { name: "Save", exact: true }).click();
  await expect(panel(page)).toBeHidden();
}

/** A tab of a recommendation, such as "Unhealthy (12)". */
export function tab(page: Page, label: "Unhealthy" | "Healthy" | "Not applicable") {
  const name = new RegExp(`^${label} \\(`);
  return page.getByRole("navigation", { name: "Affected resources" }).getByRole("link", { name });
}

/** Selects every cluster that the list shows and opens the Fix panel. */
export async function openFixPanel(page: Page): Promise<void> {
  await (await ready(page.getByRole("checkbox", { name: "Select all on this page" }))).check();
  await page.getByRole("button", { name: "Fix", exact: true }).click();
  await expect(panel(page).getByRole("button", { name: /^Fix \d+ resource/ })).not.toHaveAttribute(
    "aria-disabled",
    "true",
  );
}

/** Waits until Azure has carried out what was saved last. */
export async function applied(page: Page, key: SubscriptionKey): Promise<void> {
  const read = async () => {
    const answer = await page.request.get(`/api/subscriptions/${idOf(key)}/plan`);
    return ((await answer.json()) as { wish: { state: string } | null }).wish?.state;
  };
  await expect.poll(read).toBe("applied");
}
