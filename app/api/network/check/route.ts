import { currentPerson } from "@/lib/access/current";
import { beginChecks } from "@/lib/network/live";

export const dynamic = "force-dynamic";

/** More than the longest list of ids takes. */
const BODY_MAX = 10_000;

/**
 * Connects from the portal's network to endpoints of the published list, and tells each result as a line of JSON when
 * it is there. It asks for JSON, which no form of another site can send.
 */
export async function POST(request: Request) {
  const person = await currentPerson();
  if (!person) return no(401, "Your session has ended. Sign in again.");
  if (request.headers.get("content-type") !== "application/json") return no(415, "Send JSON.");
  const begun = beginChecks(person, jsonOf(await request.text()));
  if (!begun.ok) return no(begun.code === "conflict" ? 429 : 400, begun.refusal);
  return new Response(linesOf(begun.value), {
    headers: {
      "content-type": "application/x-ndjson; charset=utf-8",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    },
  });
}

/** One line a result; whoever stops reading stops the check. */
function linesOf(results: AsyncIterableIterator<object>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await results.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`));
    },
    async cancel() {
      await results.return?.();
    },
  });
}

function jsonOf(text: string): unknown {
  if (text.length > BODY_MAX) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function no(status: number, refusal: string): Response {
  return Response.json({ refusal }, { status, headers: { "cache-control": "no-store" } });
}
