import { currentPerson } from "@/lib/access/current";
import { mayWatch } from "@/lib/remediations/queries";
import { listen } from "@/lib/db/announce";

export const dynamic = "force-dynamic";

/** Announcements that come together are told once. */
const CALM_MS = 250;
/** A comment now and then keeps proxies from closing the stream. */
const KEEP_ALIVE_MS = 20_000;

/** A stream of server-sent events that only says "look again"; what there is to see is read the ordinary way. */
export async function GET(request: Request) {
  const person = await currentPerson();
  const topic = new URL(request.url).searchParams.get("topic") ?? "";
  if (!person) return new Response("Sign in first.", { status: 401 });
  if (!(await mayWatch(person, topic))) return new Response("There is nothing to watch.", { status: 404 });
  const encoder = new TextEncoder();
  let end = () => {};
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      let pending: NodeJS.Timeout | undefined;
      const stop = listen(topic, () => {
        pending ??= setTimeout(() => {
          pending = undefined;
          send("event: look\ndata: 1\n\n");
        }, CALM_MS);
      });
      const beat = setInterval(() => send(": still here\n\n"), KEEP_ALIVE_MS);
      end = () => {
        stop();
        clearInterval(beat);
        clearTimeout(pending);
      };
      request.signal.addEventListener("abort", () => {
        end();
        controller.close();
      });
      send("retry: 2000\n\n");
    },
    cancel: () => end(),
  });
  return new Response(stream, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    },
  });
}
