import { defineConfig } from "@playwright/test";
import { findBrowser } from "./bin/browser.ts";
import { anyFreePort } from "./bin/ports.ts";

// The processes that run the tests read this file again and must find the same port; they inherit the variable.
process.env.BREAKWATER_E2E_PORT ??= String(await anyFreePort());

const browser = findBrowser();

export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/environment.ts",
  // One estate for all: files that change it must not run beside each other.
  workers: 1,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [["list"], ["json"]] : [["list"]],
  outputDir: "test-results",
  use: {
    baseURL: `http://localhost:${process.env.BREAKWATER_E2E_PORT}`,
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    timezoneId: "UTC",
    trace: "retain-on-failure",
    launchOptions: {
      ...(browser && { executablePath: browser }),
      // Chromium's sandbox needs an account other than root; the rest keeps it from calling home.
      args: [
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [{ name: "desktop" }],
});
