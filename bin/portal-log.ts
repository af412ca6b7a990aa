import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LogFile } from "./log-file.ts";
import type { ProcessSpec } from "./process-spec.ts";
import type { Listener } from "./supervised-process.ts";
import { say } from "./terminal.mjs";

/** Keeps what the portal's processes say in `<data>/logs`, shows what is alarming, and notes who runs as what. */
export class PortalLog implements Listener {
  readonly folder: string;
  readonly #pidFile: string;
  readonly #verbose: boolean;
  readonly #files = new Map<string, LogFile>();
  readonly #alarming = new Map<string, RegExp>();
  readonly #pids: Record<string, number> = {};
  #quiet = false;

  constructor(data: string, verbose: boolean) {
    this.folder = join(data, "logs");
    this.#pidFile = join(data, "processes.json");
    this.#verbose = verbose;
    mkdirSync(this.folder, { recursive: true });
  }

  /** Opens the log of a process that is about to start. */
  follow({ name, alarming }: ProcessSpec): void {
    this.#files.set(name, new LogFile(join(this.folder, `${name}.log`)));
    this.#alarming.set(name, alarming);
  }

  /** From here on everything ends on purpose; complaints about that help nobody. */
  hush(): void {
    this.#quiet = true;
  }

  line(name: string, line: string): void {
    this.#files.get(name)?.write(line);
    if (this.#verbose || (!this.#quiet && this.#alarming.get(name)?.test(line))) {
      say(`[${name}] ${readable(line)}`);
    }
  }

  crashed(name: string, how: string, pauseMs: number): void {
    say(`The ${name} ended (${how}) and is started again in ${pauseMs / 1000} s.`);
  }

  spawned(name: string, pid: number): void {
    this.#pids[name] = pid;
    writeFileSync(this.#pidFile, `${JSON.stringify(this.#pids)}\n`);
  }
}

/** The message of a line of JSON, with the error's own; any other line as it is. */
function readable(line: string): string {
  try {
    const { msg, err } = JSON.parse(line) as { msg?: string; err?: { message?: string } };
    return [msg, err?.message].filter(Boolean).join(": ") || line;
  } catch {
    return line;
  }
}
