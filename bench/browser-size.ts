import { chromium } from "@playwright/test";
import { ensureBrowser } from "../bin/browser.ts";

/**
 * The bytes of all scripts that a real browser fetches for a page, as they come over the wire, until the network
 * is quiet: what is preloaded and prefetched counts too.
 * @param cookie name and value, for pages behind the sign-in
 */
export async function scriptBytes(url: string, cookie = ""): Promise<number> {
  const browser = await chromium.launch({
    executablePath: ensureBrowser(),
    args: ["--no-sandbox"],
  });
  try {
    const context = await browser.newContext();
    for (const pair of cookie.split("; ").filter(Boolean)) {
      const [name = "", ...value] = pair.split("=");
      // Browsers take a `__Host-` cookie only with Secure, which localhost counts as.
      const place = { domain: new URL(url).hostname, path: "/", secure: true };
      await context.addCookies([{ name, value: value.join("="), ...place }]);
    }
    const page = await context.newPage();
    const network = await context.newCDPSession(page);
    const scripts = new Set<string>();
    let bytes = 0;
    network.on("Network.responseReceived", ({ requestId, type, response }) => {
      if (type === "Script" || response.mimeType.includes("javascript")) scripts.add(requestId);
    });
    network.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      if (scripts.has(requestId)) bytes += encodedDataLength;
    });
    await network.send("Network.enable");
    const answer = await page.goto(url, { waitUntil: "networkidle" });
    if (answer?.url() !== url) throw new Error(`${url} led to ${answer?.url()}.`);
    return bytes;
  } finally {
    await browser.close();
  }
}
