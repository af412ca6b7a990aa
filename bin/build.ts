import { fingerprint, unlessDone } from "./fingerprint.ts";
import { runTool } from "./run-tool.ts";
import { say, sentenceOf } from "./terminal.mjs";

const NOT_BUILT = /\.test\.tsx?$|(^|\/)generated\/|(^|\/)testing\.ts$/;

/** What the web server is built from. */
const WEB_SOURCES = [
  "app",
  "components",
  "lib",
  "public",
  "prisma/schema",
  "proxy.ts",
  "next.config.js",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
];

/** Generates the database client when the schema changed. */
export async function ensureClient(signal: AbortSignal): Promise<void> {
  const sources = fingerprint(["prisma/schema", "node_modules/prisma/package.json"], NOT_BUILT);
  await unlessDone("lib/db/generated/.made-from", sources, () =>
    runTool("prisma", ["generate", "--schema", "prisma/schema"], {
      signal,
      failed: "The database client could not be generated.",
      // Prisma's command line would download its native engine, which generating does not use.
      env: { PRISMA_SCHEMA_ENGINE_BINARY: "/bin/true", CHECKPOINT_DISABLE: "1" },
    }),
  );
}

/** Builds the web server when its sources changed. */
export async function ensureBuild(signal: AbortSignal): Promise<void> {
  await unlessDone(".next/made-from", fingerprint(WEB_SOURCES, NOT_BUILT), async () => {
    say("Building the portal…");
    await runTool("next", ["build"], {
      signal,
      failed: "The portal could not be built.",
      env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    });
  });
}

if (import.meta.main) {
  const never = new AbortController().signal;
  try {
    await ensureClient(never);
    await ensureBuild(never);
  } catch (error) {
    say(sentenceOf(error));
    process.exitCode = 1;
  }
}
