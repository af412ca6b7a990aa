import type { Account } from "./postgres-account.ts";

/** One process of the portal: how it is started, how it is known to work, how it is asked to leave. */
export interface ProcessSpec {
  name: string;
  command: string;
  args: string[];
  /** The whole environment of the process; nothing is inherited. */
  env: Record<string, string>;
  cwd: string;
  /** Whom it runs as, if not ourselves. */
  account?: Account;
  stopSignal: NodeJS.Signals;
  /** The lines of its log that are also shown at the terminal. */
  alarming: RegExp;
  /** Asked again and again until it says yes. */
  ready: () => Promise<boolean>;
}
