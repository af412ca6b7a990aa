import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { SENSOR_POLICIES } from "../lib/workspaces/model.ts";
import { freshEstate } from "./estate.ts";
import { pageOf, signIn } from "./people.ts";
import { idOf, nameOf } from "./portal.ts";
import { panel, ready } from "./steps.ts";

const { aks: AKS, arc: ARC } = SENSOR_POLICIES;
const AKS_NAME = "Configure Azure Kubernetes Service clusters to enable Defender profile";
const ARC_NAME = /Configure Azure Arc enabled Kubernetes clusters to install Microsoft Defender/;
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

test.beforeAll(({ browser }) => freshEstate(browser));

test("W1: a search for the AKS policy's id leads to its name and the count of its assignments", async ({
  page,
}) => {
  await signIn(page, "owner", "/policy");
  await find(page, AKS, AKS_NAME);
  await expect(assignmentsTab(page)).toHaveText(/Assignments \(\d+\)/);
});

test("W2: a search for the Arc policy's id leads to its name and the count of its assignments", async ({
  page,
}) => {
  await signIn(page, "owner", "/policy");
  await find(page, ARC, ARC_NAME);
  await expect(assignmentsTab(page)).toHaveText(/Assignments \(\d+\)/);
});

test("W3: a workspace is assigned to a subscription whose AKS clusters had none assigned", async ({
  page,
}) => {
  await signIn(page, "owner", `/policy/definitions/${AKS}?tab=assignments`);
  const before = await count(page);
  await page.getByRole("link", { name: "Assign", exact: true }).click();
  await chooseScope(page, "retail");
  await step(page, "Parameters");
  await expect(page.getByText("No parameter needs input")).toBeVisible();
  const chosen = await chooseWorkspace(page, 1);
  await step(page, "Remediation");
  await expect(page.getByText(/Kubernetes Agent Operator/).first()).toBeVisible();
  await step(page, "Review + create");
  await expect(page.getByText(/calls will be sent as olivia/)).toBeVisible();
  // Leaving and coming back: what was filled in is there.
  await page.goto(`/policy/definitions/${AKS}/assign?tab=review`);
  await expect(page.getByText("it goes on where you left it")).toBeVisible();
  await (await ready(page.getByRole("button", { name: "Create", exact: true }))).click();
  await expect(page.getByText("The assignment is in force")).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(chosen).first()).toBeVisible();
  await page.goto(`/policy/definitions/${AKS}?tab=assignments`);
  expect(await count(page)).toBe(before + 1);
});

test("W4: the assignment on the scope is opened and its workspace changed, and clusters are moved after a look", async ({
  page,
}) => {
  const scope = `/subscriptions/${idOf("retail")}`;
  await signIn(
    page,
    "owner",
    `/policy/definitions/${AKS}?${new URLSearchParams({ tab: "assignments", scope })}`,
  );
  await expect(page.getByText("The policy is assigned on this scope")).toBeVisible();
  await page.getByRole("link", { name: /^Open / }).click();
  await page.getByRole("link", { name: "Edit assignment" }).click();
  await step(page, "Parameters");
  const chosen = await chooseWorkspace(page, 2);
  await step(page, "Review + save");
  await expect(page.getByText(/report to another workspace/)).toBeVisible();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("The assignment is in force")).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(chosen).first()).toBeVisible();
  await (await ready(page.getByRole("button", { name: "Move clusters…" }))).click();
  await panel(page)
    .getByRole("button", { name: /^Move \d+ cluster/ })
    .click();
  await page.getByRole("link", { name: "Follow the progress" }).click();
  await expect(page.getByText(/\d+ of \d+ (moved|fixed)/)).toBeVisible({ timeout: 60_000 });
});

test("W5: an Arc assignment on another scope does not count, and a new one is offered", async ({
  page,
}) => {
  await signIn(page, "owner", `/policy/definitions/${ARC}/assign`);
  await chooseScope(page, "payments");
  await step(page, "Review + create");
  await (await ready(page.getByRole("button", { name: "Create", exact: true }))).click();
  await expect(page.getByText("The assignment is in force")).toBeVisible({ timeout: 30_000 });
  const scope = `/subscriptions/${idOf("retail")}`;
  await page.goto(
    `/policy/definitions/${ARC}?${new URLSearchParams({ tab: "assignments", scope })}`,
  );
  await expect(page.getByText("The policy is assigned, but not on this scope")).toBeVisible();
  await page.getByRole("link", { name: "Create an assignment" }).click();
  await expect(page.getByLabel("Scope *", { exact: true })).toHaveValue(scope);
});

test("A8: the workspaces page says which cluster reports where, and how default ones are named", async ({
  page,
}) => {
  await signIn(page, "owner", "/workspaces");
  await page.getByText("Default and custom workspaces").click();
  await expect(page.getByText("DefaultWorkspace-[subscription-ID]-[geo]")).toBeVisible();
  await page.getByRole("link", { name: "Clusters", exact: true }).click();
  await expect(page.getByRole("table").getByRole("row").nth(1)).toContainText("DefaultWorkspace-");
});

test("who may not assign is told which role it takes, in the wizard and on the assignment", async ({
  browser,
}) => {
  const scope = `/subscriptions/${idOf("retail")}`;
  const page = await pageOf(
    browser,
    "reader",
    `/policy/definitions/${AKS}/assign?${new URLSearchParams({ scope, tab: "review" })}`,
  );
  await expect(page.getByText(/you need the role Resource Policy Contributor/)).toBeVisible();
  await page.context().close();
});

for (const width of [1440, 390]) {
  test(`axe finds nothing on the policy and workspace pages at ${width} pixels`, async ({
    browser,
  }) => {
    test.slow();
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    await signIn(page, "owner");
    const found: string[] = [];
    for (const path of [
      "/policy",
      `/policy/definitions/${AKS}`,
      `/policy/definitions/${AKS}?tab=assignments`,
      `/policy/definitions/${ARC}?tab=assignments&scope=/subscriptions/${idOf("retail")}`,
      `/policy/definitions/${AKS}?tab=parameters`,
      `/policy/definitions/${AKS}/assign`,
      `/policy/definitions/${ARC}/assign?tab=parameters`,
      `/policy/definitions/${AKS}/assign?tab=remediation`,
      "/workspaces",
      "/workspaces?tab=clusters",
    ]) {
      await page.goto(path);
      await expect(page).toHaveTitle(/\S/);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        const { violations } = await new AxeBuilder({ page })
          .setLegacyMode(true)
          .withTags(RULES)
          .analyze();
        found.push(
          ...violations.map(({ id, nodes }) => `${path} ${colorScheme}: ${id} ${nodes[0]?.html}`),
        );
      }
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (tooWide > 0) found.push(`${path}: the page scrolls sideways by ${tooWide} pixels`);
    }
    expect(found).toEqual([]);
    await context.close();
  });
}

async function find(page: Page, id: string, name: string | RegExp): Promise<void> {
  await page.getByRole("searchbox", { name: "Search by name or ID" }).fill(id);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/search=/);
  await page.getByRole("link", { name }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}

function assignmentsTab(page: Page) {
  return page.getByRole("link", { name: /^Assignments/ });
}

async function count(page: Page): Promise<number> {
  const text = await assignmentsTab(page).textContent();
  return Number(/\((\d+)\)/.exec(text ?? "")?.[1]);
}

async function chooseScope(page: Page, key: "retail" | "payments"): Promise<void> {
  await (await ready(page.getByRole("searchbox", { name: "Search: Scopes" }).first())).fill(
    nameOf(key),
  );
  await page.getByRole("button", { name: `${nameOf(key)} Subscription` }).click();
}

async function step(page: Page, name: string): Promise<void> {
  await (
    await ready(
      page.getByRole("button", { name: new RegExp(`\\d\\. ${name.replace("+", "\\+")}`) }),
    )
  ).click();
}

/** Clears the box that hides parameters, and chooses from the drop-down. Answers the workspace's id. */
async function chooseWorkspace(page: Page, place: number): Promise<string> {
  await page.getByLabel("Only show parameters that need input or review").uncheck();
  const list = page.getByLabel("LogAnalyticsWorkspaceResourceId");
  const id = (await list.locator("optgroup option").nth(place).getAttribute("value")) ?? "";
  await list.selectOption(id);
  await expect(page.getByText("Draft kept.")).toBeVisible();
  return id;
}
