type Look = () => void;

/** Without a stream, look again this often. */
const POLL_MS = 5_000;

/** What moves by jobs that a person has just started. */
const FOLLOWED = /^(remediation|connector):/;

const listeners = new Map<string, Set<Look>>();
let source: EventSource | null = null;
let poll: ReturnType<typeof setInterval> | undefined;
let reopening = false;

/**
 * Calls back when the server announces a change under the topic. All topics of a page share one stream, which is
 * closed while the page is hidden: a browser has few connections to one host, and people keep many tabs.
 */
export function watch(topic: string, look: Look): () => void {
  const set = listeners.get(topic) ?? new Set();
  listeners.set(topic, set.add(look));
  reopenSoon();
  return () => {
    set.delete(look);
    if (set.size === 0) listeners.delete(topic);
    reopenSoon();
  };
}

function reopenSoon(): void {
  if (reopening) return;
  reopening = true;
  queueMicrotask(() => {
    reopening = false;
    reopen();
  });
}

function reopen(): void {
  source?.close();
  source = null;
  clearInterval(poll);
  if (listeners.size === 0 || document.visibilityState === "hidden") return;
  const topics = [...listeners.keys()].map((topic) => ["topic", topic]);
  source = new EventSource(`/api/live?${new URLSearchParams(topics)}`);
  source.addEventListener("look", (event) => tell(event.data));
  // What is followed may have moved between the page's drawing and this moment, when it was announced to nobody.
  source.addEventListener("open", () => {
    for (const topic of listeners.keys()) if (FOLLOWED.test(topic)) tell(topic);
  });
  poll = setInterval(() => {
    if (source?.readyState !== EventSource.OPEN) for (const topic of listeners.keys()) tell(topic);
  }, POLL_MS);
}

function tell(topic: string): void {
  for (const look of listeners.get(topic) ?? []) look();
}

if (typeof document !== "undefined") {
  document.addEventListener("visibilitychange", () => {
    reopen();
    if (document.visibilityState === "visible") for (const topic of listeners.keys()) tell(topic);
  });
}
