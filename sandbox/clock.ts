import type { Settings } from "./settings.ts";

/** The time by which the sandbox's operations run. Tests may move it ahead; tokens live by the real time. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Moves the clock ahead, for good: the offset is kept with the state. */
  advance(seconds: number): void;
}

/** A clock that is ahead of the computer's by what the settings say. */
export function clockOf(settings: Settings): Clock {
  return {
    now: () => Date.now() + settings.get("clockOffsetMs"),
    advance: (seconds) =>
      settings.set("clockOffsetMs", settings.get("clockOffsetMs") + Math.round(seconds * 1000)),
  };
}
