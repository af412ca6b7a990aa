import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: {
    alias: [{ find: /^@\//, replacement: `${import.meta.dirname}/` }],
  },
  test: {
    include: ["app", "bin", "components", "lib", "prisma", "sandbox"].map(
      (folder) => `${folder}/**/*.test.ts`,
    ),
    exclude: ["**/node_modules/**", "lib/db/generated/**"],
    globalSetup: ["bin/vitest-database.ts"],
    // Where `npm test` looks for the counts.
    outputFile: { json: process.env.VITEST_JSON ?? "test-results/vitest.json" },
    pool: "forks",
    // Most of the time is spent waiting for real servers, so two files at once cost little even on two cores.
    maxWorkers: 2,
    // Integration tests start servers and wait for real work; what hangs is caught all the same.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: { LOG_LEVEL: "silent" },
  },
});
