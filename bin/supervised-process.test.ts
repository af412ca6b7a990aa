import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ProcessSpec } from "./process-spec.ts";
import { SupervisedProcess } from "./supervised-process.ts";

let folder: string;
let started: SupervisedProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "breakwater-process-"));
});
afterEach(async () => {
  await started?.stop();
  rmSync(folder, { recursive: true });
});

const heard: string[] = [];
const pids: number[] = [];
const listener = {
  line: (_name: string, line: string) => void heard.push(line),
  crashed: (name: string, how: string) => void heard.push(`${name} ended: ${how}`),
  spawned: (_name: string, pid: number) => void pids.push(pid),
};

/** A Node program that is ready when it has written the file `ready`. */
function program(source: string): ProcessSpec {
  heard.length = 0;
  pids.length = 0;
  const preload = new URL("./leave-with-parent.mjs", import.meta.url).href;
  return {
    name: "lamp",
    command: process.execPath,
    args: ["--import", preload, "--input-type=module", "-e", source],
    env: { PATH: process.env.PATH ?? "" },
    cwd: folder,
    stopSignal: "SIGTERM",
    alarming: /never/,
    ready: async () => existsSync(join(folder, "ready")),
  };
}

const LIGHT = `import { appendFileSync } from "node:fs"; appendFileSync("ready", "x"); setInterval(() => {}, 1000);`;

test("a process that dies is started again, and stays away once it is stopped", async () => {
  started = new SupervisedProcess(program(LIGHT), listener);
  await started.start();
  process.kill(pids[0] ?? 0, "SIGKILL");
  await vi.waitFor(() => expect(readFileSync(join(folder, "ready"), "utf8")).toBe("xx"), {
    timeout: 20_000,
  });
  expect(heard).toContain("lamp ended: SIGKILL");
  await started.stop();
  expect(pids).toHaveLength(2);
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow("ESRCH");
});

test("a process that can't start is refused with its own last words", async () => {
  started = new SupervisedProcess(
    program(`console.error("no oil left"); process.exit(3);`),
    listener,
  );
  await expect(started.start()).rejects.toThrow(/lamp did not start \(exit code 3\).*no oil left/s);
});

test("a command that does not exist is refused, not waited for", async () => {
  const spec = { ...program(LIGHT), command: join(folder, "nothing") };
  started = new SupervisedProcess(spec, listener);
  await expect(started.start()).rejects.toThrow("ENOENT");
});

test("a process may take its time to leave, and tells its last line", async () => {
  started = new SupervisedProcess(
    program(
      `${LIGHT} process.on("SIGTERM", () => setTimeout(() => { process.stdout.write("good night"); process.exit(0); }, 200));`,
    ),
    listener,
  );
  await started.start();
  await started.stop();
  await vi.waitFor(() => expect(heard).toContain("good night"));
});

test("the processes of a supervisor that is killed leave by themselves", async () => {
  const supervisor = program(`
    import { SupervisedProcess } from ${JSON.stringify(new URL("./supervised-process.ts", import.meta.url).href)};
    const spec = JSON.parse(process.env.SPEC);
    await new SupervisedProcess({ ...spec, ready: async () => true }, {
      line() {}, crashed() {}, spawned: (_name, pid) => console.log(pid),
    }).start();`);
  const inner = program(LIGHT);
  supervisor.env.SPEC = JSON.stringify(inner);
  started = new SupervisedProcess(supervisor, listener);
  await started.start();
  const pid = Number(heard.find((line) => /^\d+$/.test(line)));
  expect(() => process.kill(pid, 0)).not.toThrow();
  process.kill(pids[0] ?? 0, "SIGKILL");
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow("ESRCH"), { timeout: 10_000 });
});
