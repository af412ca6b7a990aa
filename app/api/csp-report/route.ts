import { log } from "@/lib/log";

const LIMIT = 8_192;

/** Browsers report here what our content security policy stopped. */
export async function POST(request: Request) {
  const text = (await request.text()).slice(0, LIMIT);
  log.warn({ report: text }, "content security policy report");
  return new Response(null, { status: 204 });
}
