import { currentPerson } from "@/lib/access/current";
import { listen } from "@/lib/db/announce";
import { mayWatch } from "@/lib/remediations/queries";

export const dynamic = "force-dynamic";

/** Announcements that come together are told once. */
const CALM_MS = 250;
/** A comment now and then keeps proxies from closing the stream. */
const KEEP_ALIVE_MS = 20_000;

const TOPICS_MAX = 10;

/** A stream of server-sent events that only says "look again"; what there is to see is read the ordinary way. */
export async function GET(request: Request) {
  const person = await currentPerson();
  if (!person) return new Response("Sign in first.", { status: 401 });
  const asked = new URL(request.url).searchParams.getAll("topic").slice(0, TOPICS_MAX);
  const allowed = await Promise.all(asked.map((topic) => mayWatch(person, topic)));
  const topics = asked.filter((_topic, index) => allowed[index]);
  if (topics.length === 0) return new Response("There is nothing to watch.", { status: 404 });
  return new Response(streamOf(topics, request.signal), {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    },
  });
}

function streamOf(topics: string[], signal: AbortSignal): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let end = () => {};
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      const pending = new Map<string, NodeJS.Timeout>();
      const stops = topics.map((topic) =>
        listen(topic, () => {
          if (pending.has(topic)) return;
          const tell = () => {
            pending.delete(topic);
            send(`event: look\ndata: ${topic}\n\n`);
          };
          pending.set(topic, setTimeout(tell, CALM_MS));
        }),
      );
      const beat = setInterval(() => send(": still here\n\n"), KEEP_ALIVE_MS);
      end = () => {
        for (const stop of stops) stop();
        clearInterval(beat);
        for (const timer of pending.values()) clearTimeout(timer);
      };
      signal.addEventListener("abort", () => {
        end();
        controller.close();
      });
      send("retry: 2000\n\n");
    },
    cancel: () => end(),
  });
}
