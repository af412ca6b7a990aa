const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** A terminal's Ctrl-C reaches us both directly and through the process that started us. */
const ECHO_MS = 1_000;

/**
 * A signal that fires when this process is asked to stop, or when the one that started it is gone. Asked a
 * second time, it leaves at once: what it started notices that, or is cleaned up by the next start.
 */
export function stopRequested(): AbortSignal {
  const controller = new AbortController();
  let first = 0;
  const ask = () => {
    if (first === 0) first = Date.now();
    else if (Date.now() - first > ECHO_MS) process.exit(130);
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, ask);
  process.once("disconnect", ask);
  process.channel?.unref();
  return controller.signal;
}
