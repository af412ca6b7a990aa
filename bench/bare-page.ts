import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { anyFreePort } from "../bin/ports.ts";
import { outputOf } from "../bin/run-tool.ts";

const ROOT = resolve(import.meta.dirname, "..");
/** Inside the project, so that its packages are found; Git does not see it. */
const FOLDER = join(ROOT, ".data/bench/bare-page");
const NEXT = join(ROOT, "node_modules/next/dist/bin/next");
const STARTED_WITHIN_MS = 30_000;

/** What `create-next-app` leaves when all that can be taken away is taken away. */
const FILES: Record<string, string> = {
  "package.json": JSON.stringify({ private: true, type: "module" }),
  "next.config.js": `export default { turbopack: { root: ${JSON.stringify(ROOT)} } };\n`,
  "app/layout.jsx":
    'export default function Layout({ children }) {\n  return <html lang="en"><body>{children}</body></html>;\n}\n',
  "app/page.jsx": "export default function Page() {\n  return <p>Nothing.</p>;\n}\n",
};

export interface BarePage {
  build: string;
  url: string;
  stop: () => void;
}

/** Builds and serves a page that does nothing, with the Next.js that the portal is built with. */
export async function startBarePage(): Promise<BarePage> {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(join(FOLDER, "app"), { recursive: true });
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(FOLDER, name), text);
  const env = { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" } as const;
  const { code, output } = await outputOf(process.execPath, [NEXT, "build", FOLDER], env);
  if (code !== 0) throw new Error(`The bare page could not be built: ${output}`);
  const port = await anyFreePort();
  const args = [NEXT, "start", FOLDER, "--port", String(port), "--hostname", "127.0.0.1"];
  const server = spawn(process.execPath, args, {
    stdio: "ignore",
    env: { ...process.env, ...env },
  });
  const url = `http://127.0.0.1:${port}/`;
  await untilAnswered(url, server);
  return { build: join(FOLDER, ".next"), url, stop: () => void server.kill("SIGTERM") };
}

async function untilAnswered(url: string, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + STARTED_WITHIN_MS;
  while (server.exitCode === null && Date.now() < deadline) {
    const answered = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answered) return;
    await sleep(100);
  }
  server.kill("SIGKILL");
  throw new Error("The bare page could not be served.");
}
