import { z } from "zod";
import type { Person } from "../access/model.ts";
import { config } from "../config.ts";
import { Refusal } from "../result.ts";
import { CLOUDS, type CloudId } from "./catalog.ts";
import { type Endpoint, endpointWith, type Places, probeOf, regionsOf } from "./model.ts";
import { proxyFor } from "./proxy.ts";
import { type Reached, reach } from "./reach.ts";

const AT_ONCE = 8;
const TIMEOUT_MS = 5_000;
const RUNS_PER_MINUTE = 6;
const MINUTE_MS = 60_000;
/** More than any cloud's list has. */
const IDS_MAX = 60;

/**
 * What a person asks to be checked. There is no host's name in it: ids of the list, a region of the list, and a
 * GUID, so that nothing but published names can be reached.
 */
export const CheckRequest = z
  .strictObject({
    cloud: z.enum(Object.keys(CLOUDS) as [CloudId]),
    ids: z.array(z.string().max(60)).min(1).max(IDS_MAX),
    region: z.string().max(40),
    workspace: z.guid("is not a workspace's id: it is a GUID").toLowerCase().nullable(),
  })
  .refine(({ cloud, region }) => regionsOf(cloud).includes(region), {
    path: ["region"],
    message: "is not a region of this cloud",
  })
  .refine(({ cloud, ids }) => ids.every((id) => endpointWith(id)?.cloud === cloud), {
    path: ["ids"],
    message: "is not an endpoint of the list",
  });
export type CheckRequest = z.infer<typeof CheckRequest>;

/** How one endpoint was found. */
export interface CheckResult extends Reached {
  id: string;
  /** As it was tried; null where there is no name to try. */
  host: string | null;
  port: number;
}

/**
 * Connects to each endpoint from the portal's own network, a few at a time, and yields what it finds as it finds it.
 * @throws Refusal when the person has a check running, or asked too often.
 */
export function checks(
  person: Pick<Person, "id">,
  request: CheckRequest,
): AsyncIterableIterator<CheckResult> {
  const end = begin(person.id);
  return ended(found(request), end);
}

async function* found({ ids, ...places }: CheckRequest): AsyncGenerator<CheckResult> {
  const waiting = [...new Set(ids)].flatMap((id) => endpointWith(id) ?? []);
  const running = new Map<string, Promise<CheckResult>>();
  while (waiting.length > 0 || running.size > 0) {
    while (running.size < AT_ONCE) {
      const next = waiting.shift();
      if (!next) break;
      running.set(next.id, check(next, places));
    }
    const result = await Promise.race(running.values());
    running.delete(result.id);
    yield result;
  }
}

async function check(endpoint: Endpoint, places: Places): Promise<CheckResult> {
  const { id, port, row } = endpoint;
  const probe = probeOf(endpoint, places);
  if ("none" in probe) return { id, host: null, port, ...NOT_TRIED, problem: probe.none };
  const { network, azure } = config();
  const { host } = probe;
  const reached = await reach(
    { host, port, privateLink: row.privateLink === true },
    {
      proxy: proxyFor(host, port, network),
      resolver: network.resolver,
      allowed: network.allowed,
      ca: azure.ca,
      timeoutMs: TIMEOUT_MS,
    },
  );
  return { id, host, port, ...reached };
}

const NOT_TRIED = {
  via: "direct",
  addresses: [],
  resolved: null,
  connected: null,
  tls: null,
  milliseconds: 0,
} as const satisfies Omit<Reached, "problem">;

/** Runs of each person on this server: when the last ones began, and whether one is under way. */
const runs = new Map<string, { begun: number[]; running: boolean }>();

function begin(personId: string): () => void {
  const now = Date.now();
  for (const [id, { begun, running }] of runs) {
    if (!running && begun.every((at) => at < now - MINUTE_MS)) runs.delete(id);
  }
  const known = runs.get(personId) ?? { begun: [], running: false };
  if (known.running) throw new Refusal("A check of yours is still running.", "conflict");
  const begun = known.begun.filter((at) => at >= now - MINUTE_MS);
  if (begun.length >= RUNS_PER_MINUTE) {
    throw new Refusal(
      `You can check ${RUNS_PER_MINUTE} times a minute. Wait a little.`,
      "conflict",
    );
  }
  runs.set(personId, { begun: [...begun, now], running: true });
  return () => {
    const run = runs.get(personId);
    if (run) run.running = false;
  };
}

/** The same results; the run ends however the reader leaves: at the end, by an error, early, or before the first. */
function ended(
  results: AsyncGenerator<CheckResult>,
  end: () => void,
): AsyncIterableIterator<CheckResult> {
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      try {
        const next = await results.next();
        if (next.done) end();
        return next;
      } catch (error) {
        end();
        throw error;
      }
    },
    async return() {
      end();
      return results.return(undefined);
    },
  };
}
