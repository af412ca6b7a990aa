import { expect, type Page, test } from "@playwright/test";
import { freshEstate } from "./estate.ts";
import { pageOf, signIn } from "./people.ts";
import { plansOf, sensorRecommendation, settingsOf } from "./portal.ts";
import { openFixPanel, panel, turn } from "./steps.ts";

test.beforeAll(({ browser }) => freshEstate(browser));

test("every page carries a policy without unsafe words, and a nonce of its own", async ({
  page,
}) => {
  await signIn(page, "reader");
  const nonces = new Set<string>();
  for (const path of ["/environments", "/recommendations", "/audit", "/sign-in?signedOut=1"]) {
    const answer = await page.goto(path);
    const headers = answer?.headers() ?? {};
    const policy = headers["content-security-policy"] ?? "";
    const script = policy.split(";").find((rule) => rule.trim().startsWith("script-src")) ?? "";
    expect(script).toContain("'strict-dynamic'");
    expect(policy).not.toMatch(/unsafe-/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["referrer-policy"]).toBe("same-origin");
    expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
    expect(headers["x-powered-by"]).toBeUndefined();
    nonces.add(/'nonce-([^']+)'/.exec(script)?.[1] ?? "");
  }
  expect(nonces.size).toBe(4);
});

test("the session's cookie can't be read by scripts nor sent from other sites' forms", async ({
  page,
}) => {
  await signIn(page, "reader");
  const cookies = await page.context().cookies();
  const session = cookies.find(({ name }) => name === "__Host-breakwater");
  expect(session).toMatchObject({ httpOnly: true, secure: true, path: "/", sameSite: "Lax" });
  expect(await page.evaluate(() => document.cookie)).not.toContain("breakwater");
});

test("no page breaks the policy, whatever is opened on it", async ({ browser }) => {
  const page = await pageOf(browser, "owner");
  const broken = violationsOf(page);
  await page.goto(plansOf("platform"));
  await turn(page, "Containers plan");
  await expect(panel(page).getByText(/will be sent as/)).toBeVisible();
  await panel(page).getByText("Whole body").first().click();
  await page.keyboard.press("Escape");
  await page.goto(settingsOf("retail"));
  await page.getByText("What it deploys").first().click();
  await page.goto("/recommendations");
  await page.getByText("Severity :").click();
  await page.goto(sensorRecommendation());
  await openFixPanel(page);
  await page.keyboard.press("Escape");
  for (const path of ["/remediations", "/audit", "/environments"]) {
    await page.goto(path);
    await page.getByLabel("Notifications").click();
    await page.getByLabel(/^Account/).click();
  }
  await page.goto("/no-such-page");
  await expect(page.getByText("There is nothing here")).toBeVisible();
  expect(broken).toEqual([]);
  await page.context().close();
});

test("names and tags that look like code are shown as text and run nothing", async ({
  browser,
}) => {
  const page = await pageOf(browser, "owner");
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const broken = violationsOf(page);
  for (const search of [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "$(reboot)",
  ]) {
    for (const path of [sensorRecommendation(), "/environments", "/recommendations", "/audit"]) {
      await page.goto(`${path}?${new URLSearchParams({ search })}`);
      await expect(page.getByRole("searchbox")).toHaveValue(search);
    }
  }
  await page.goto("/sign-in?signedOut=1&error=%3Cscript%3Ealert(1)%3C/script%3E");
  await expect(page.getByText("<script>alert(1)</script>")).toBeVisible();
  expect(dialogs).toEqual([]);
  expect(broken).toEqual([]);
  await page.context().close();
});

/** Collects what the policy stops on the page, and scripts that fail; it fills as pages come and go. */
function violationsOf(page: Page): string[] {
  const found: string[] = [];
  page.on("console", (message) => {
    if (/content security policy/i.test(message.text())) found.push(message.text());
  });
  page.on("request", (request) => {
    if (request.url().endsWith("/api/csp-report")) found.push(request.postData() ?? "");
  });
  page.on("pageerror", (error) => found.push(error.message));
  return found;
}
