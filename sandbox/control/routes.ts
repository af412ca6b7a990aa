import { z } from "zod";
import type { TokenBuckets } from "../aws/token-buckets.ts";
import { FaultRule } from "../faults.ts";
import { fillStore } from "../fill-store.ts";
import type { GoogleQuota } from "../gcp/quota.ts";
import type { RequestLog } from "../request-log.ts";
import { seedConnectors, startsConnected } from "../seed/connectors/connectors.ts";
import { USUAL_SIZE } from "../seed/resources.ts";
import { type Settings, SettingsPatch } from "../settings.ts";
import type { Throttles } from "../throttles.ts";
import type { Kernel } from "../types.ts";
import { addMore, MoreClusters } from "./more-clusters.ts";

export interface ControlParts {
  kernel: Kernel;
  throttles: Throttles;
  log: RequestLog;
  buckets: TokenBuckets;
  quota: GoogleQuota;
}

interface ControlCall {
  body: unknown;
  query: URLSearchParams;
  /** What follows the route's own path. */
  rest: string;
}

export type ControlHandler = (parts: ControlParts, call: ControlCall) => unknown;

const Advance = z.strictObject({
  advanceSeconds: z
    .number()
    .min(0)
    .max(10 * 365 * 86_400),
});
const Seed = z.strictObject({
  clusters: z.number().int().min(0).max(1_000_000).default(USUAL_SIZE.clusters),
  connected: z.number().int().min(0).max(1_000_000).default(USUAL_SIZE.connected),
  subscriptions: z.number().int().min(6).max(1000).default(USUAL_SIZE.subscriptions),
  seed: z.number().int().default(USUAL_SIZE.seed),
});
/** The sandbox's own controls, by method and first part of the path below /sandbox/. */
export const CONTROL_ROUTES: Readonly<Record<string, ControlHandler>> = {
  "GET faults": ({ kernel }) => kernel.faults.list(),
  "POST faults": ({ kernel }, { body }) => kernel.faults.add(FaultRule.parse(body)),
  "DELETE faults": ({ kernel }, { rest }) => kernel.faults.remove(rest || undefined),
  "GET effects": ({ kernel, throttles, buckets, quota }) => {
    const earlyCalls = throttles.earlyCalls();
    return {
      total: kernel.effects.total(),
      byResource: kernel.effects.counts(),
      throttledCalls: { aws: buckets.refused, gcp: quota.refused },
      earlyCalls: { count: earlyCalls.length, calls: earlyCalls },
    };
  },
  "DELETE effects": ({ kernel, throttles, buckets, quota }) => {
    kernel.effects.reset();
    throttles.reset();
    buckets.reset();
    quota.reset();
  },
  "GET clock": ({ kernel }) => ({ now: new Date(kernel.clock.now()).toISOString() }),
  "POST clock": ({ kernel }, { body }) => {
    kernel.clock.advance(Advance.parse(body).advanceSeconds);
    return { now: new Date(kernel.clock.now()).toISOString() };
  },
  "GET settings": ({ kernel }) => kernel.settings.all(),
  "POST settings": ({ kernel }, { body }) => changeSettings(kernel.settings, body),
  "POST seed": ({ kernel }, { body }) => {
    const size = Seed.parse(body ?? {});
    kernel.store.clearResources();
    const resources = fillStore(kernel.store, size);
    kernel.operations.reload();
    if (startsConnected(kernel.settings)) seedConnectors(kernel);
    kernel.provisioning.comeRound();
    return { resources };
  },
  "POST connectors": ({ kernel }) => seedConnectors(kernel),
  "POST clusters": ({ kernel }, { body }) => {
    const ids = addMore(kernel, MoreClusters.parse(body));
    kernel.provisioning.clustersAdded(ids);
    return { ids };
  },
  "GET requests": ({ log }, { query }) => log.latest(Number(query.get("limit") ?? 1000)),
};

function changeSettings(settings: Settings, body: unknown): object {
  settings.change(SettingsPatch.parse(body));
  return settings.all();
}
