import { expect, test } from "@playwright/test";
import { freshEstate } from "./estate.ts";
import { signIn } from "./people.ts";
import { idOf, nameOf } from "./portal.ts";

test.beforeAll(({ browser }) => freshEstate(browser));

test("S6: a reader finds who may do what on a subscription, and what each built-in role allows", async ({
  page,
}) => {
  await signIn(page, "reader", "/environments");
  await page.getByRole("link", { name: "Roles and permissions" }).click();
  // The page before it has a link of the same name.
  await expect(page).toHaveURL(/\/roles/);
  await page.getByRole("link", { name: nameOf("retail") }).click();
  await expect(page).toHaveURL(new RegExp(`subscription=${idOf("retail")}`));

  const held = page.getByRole("region", { name: "Role assignments" });
  const mira = held.getByRole("row").filter({ hasText: "This subscription" });
  await expect(mira).toContainText("Contributor");
  await expect(mira).toContainText("fix clusters");
  await page
    .getByRole("searchbox", { name: "Search people, roles and scopes" })
    .fill("security reader");
  await page.keyboard.press("Enter");
  await expect(held.getByRole("row")).toHaveCount(2);
  await expect(held).toContainText("see, and change nothing here");

  const table = page.getByRole("region", { name: "What each built-in role allows" });
  const fix = table.getByRole("row", { name: /^Fix an AKS cluster/ });
  await expect(fix).toContainText("Security Admin may turn the plan on and may not press Fix.");
  await expect(fix.getByRole("link", { name: /User roles and permissions/ })).toBeVisible();
});

test("S6: the roles that provisioning assigns stand beside what the identities here really hold", async ({
  page,
}) => {
  const address = `/roles?view=identities&subscription=${idOf("shipping")}`;
  await signIn(page, "securityReader", address);
  const here = page.getByRole("region", { name: "Identities of policy assignments" });
  const addOn = here.getByRole("row", { name: /Azure Policy Addon for Kubernetes/ });
  await expect(addOn).toContainText("Azure Kubernetes Service Policy Add-on Deployment");
  await expect(addOn).toContainText("Nothing");
  const rules = page.getByRole("region", { name: "Roles of policy assignments" });
  const sensor = rules.getByRole("row", { name: /Defender sensor on AKS/ });
  await expect(sensor).toContainText("Log Analytics Contributor");
  await expect(sensor).toContainText("Defender Kubernetes Agent Operator");
  await expect(sensor).toContainText("5e93ba01-8f92-4c7a-b12a-801e3df23824");
});

test("S6: a reader is told what they lack for a fix, by which command they get it, and whom to ask", async ({
  page,
}) => {
  await signIn(page, "reader", `/roles?subscription=${idOf("retail")}&action=clusters:fix`);
  await expect(page.getByText("You may not fix clusters on this subscription")).toBeVisible();
  await page.getByLabel("Where").selectOption("rg-loyalty");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page.getByText("on resource group rg-loyalty")).toBeVisible();
  const command = page.getByRole("region", { name: /^Bash: give me/ }).first();
  await expect(command).toContainText(
    /^az role assignment create \\\s+--assignee-object-id [0-9a-f-]{36} /,
  );
  await expect(command).toContainText(
    `--scope /subscriptions/${idOf("retail")}/resourceGroups/rg-loyalty`,
  );
  await expect(page.getByRole("button", { name: "Copy" }).first()).toBeVisible();
  await expect(page.getByText(/Olivia Owner .*: Owner, management group (?!1111)/)).toBeVisible();
});

test("S6: what one lacks is told for the subscriptions that one sees, and no others", async ({
  page,
}) => {
  await signIn(page, "owner", `/roles?subscription=${idOf("retail")}&action=clusters:fix`);
  await expect(page.getByText("You may fix clusters on this subscription")).toBeVisible();
  await page.context().clearCookies();
  await signIn(page, "nobody");
  await page.goto(`/roles?subscription=${idOf("retail")}&action=clusters:fix`);
  await expect(page.getByText("You may")).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText("Roles and permissions");
});
