import { z } from "zod";
import type { Portal } from "../testing.ts";

const Requests = z.array(
  z.object({
    cloud: z.enum(["aws", "gcp"]).optional(),
    service: z.string().optional(),
    operation: z.string().optional(),
    status: z.number(),
    code: z.string().optional(),
  }),
);
const KEPT = 5000;

/** The calls to AWS and Google Cloud that some work makes: their names, and how many were throttled. */
export async function callsOf({ sandbox }: Portal, work: () => Promise<unknown>) {
  const before = (await requests()).length;
  await work();
  const calls = (await requests()).slice(before);
  const throttled = calls.filter(
    ({ status, code }) =>
      status === 429 || /Throttl|TooManyRequests|LimitExceeded/.test(code ?? ""),
  );
  const names = [...new Set(calls.map(({ service, operation }) => `${service}:${operation}`))];
  return { calls, names, throttled: throttled.length };

  async function requests() {
    const path = `requests?limit=${KEPT}`;
    const all = Requests.parse(await sandbox.control(path, undefined, "GET"));
    // A log that is full forgets its beginning, and then nothing can be counted by it.
    if (all.length >= KEPT) throw new Error("The sandbox's log of requests is full.");
    return all.filter(({ cloud }) => cloud !== undefined);
  }
}
