import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type { ProcessSpec } from "./process-spec.ts";
import { Refusal } from "./refusal.mjs";

const READY_LIMIT_MS = 120_000;
const LOOK_MS = 100;
const STOP_LIMIT_MS = 10_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** A process that lived this long before it crashed is restarted without having to wait. */
const CALM_MS = 60_000;
/** The last words of a process, kept for the sentence that says why it did not start. */
const LAST_WORDS = 12;

export interface Listener {
  /** A line that the process wrote. */
  line: (name: string, line: string) => void;
  /** It ended by itself and is started again after `pauseMs`. */
  crashed: (name: string, how: string, pauseMs: number) => void;
  /** It was started, for the first time or again, as this system process. */
  spawned: (name: string, pid: number) => void;
}

/** A process that is started again when it ends by itself, each time after a longer pause. */
export class SupervisedProcess {
  readonly spec: ProcessSpec;
  readonly #listener: Listener;
  readonly #lastWords: string[] = [];
  readonly #stopping = new AbortController();
  #child: ChildProcess | undefined;
  #ended: Promise<string> = Promise.resolve("");

  constructor(spec: ProcessSpec, listener: Listener) {
    this.spec = spec;
    this.#listener = listener;
  }

  /** Starts it and waits until it works. Throws a Refusal with its last words when it ends before that. */
  async start(): Promise<void> {
    this.#spawn();
    const how = await Promise.race([this.#ended, this.#untilReady()]);
    if (how !== undefined) {
      await this.stop();
      throw new Refusal(
        `The ${this.spec.name} did not start (${how}). ${this.#lastWords.join("\n")}`.trim(),
      );
    }
    void this.#keepRunning();
  }

  /** Asks it to leave, and ends it when it does not within ten seconds. Resolves when it is gone. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(this.spec.stopSignal);
    const deadline = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT_MS);
    await this.#ended;
    clearTimeout(deadline);
  }

  #spawn(): void {
    const { command, args, cwd, account } = this.spec;
    // Next's types say that NODE_ENV is always there; it is not, for a database.
    const env = this.spec.env as NodeJS.ProcessEnv;
    // In a group of its own, Ctrl-C reaches the supervisor alone, which then stops all in the right order.
    // The channel tells a Node process that its supervisor is gone (see leave-with-parent.mjs).
    const child = spawn(command, args, {
      ...account,
      env,
      cwd,
      detached: true,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    for (const stream of [child.stdout, child.stderr]) this.#listen(stream);
    this.#child = child;
    if (child.pid) this.#listener.spawned(this.spec.name, child.pid);
    this.#ended = new Promise((resolve) => {
      child.once("error", (error) => resolve(error.message));
      child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
  }

  #listen(stream: NodeJS.ReadableStream | null): void {
    let rest = "";
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.#hear(line);
    });
    stream?.on("end", () => rest && this.#hear(rest));
  }

  #hear(line: string): void {
    this.#lastWords.push(line);
    if (this.#lastWords.length > LAST_WORDS) this.#lastWords.shift();
    this.#listener.line(this.spec.name, line);
  }

  /** Resolves to undefined when it is ready, to a reason when it takes too long. */
  async #untilReady(): Promise<string | undefined> {
    const deadline = Date.now() + READY_LIMIT_MS;
    while (Date.now() < deadline && !this.#stopping.signal.aborted) {
      if (await this.spec.ready()) return undefined;
      await sleep(LOOK_MS);
    }
    return `it was not ready after ${READY_LIMIT_MS / 1000} seconds`;
  }

  async #keepRunning(): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    let since = Date.now();
    for (;;) {
      const how = await this.#ended;
      if (this.#stopping.signal.aborted) return;
      if (Date.now() - since > CALM_MS) pause = FIRST_PAUSE_MS;
      this.#listener.crashed(this.spec.name, how, pause);
      await sleep(pause, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      if (this.#stopping.signal.aborted) return;
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      since = Date.now();
      this.#spawn();
    }
  }
}
