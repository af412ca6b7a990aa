import type { Change, ClusterFacts, Progress } from "../cloud.ts";

/** How long to leave a cluster alone: an update takes minutes, all else is seen at once. */
const ASK_AGAIN_SECONDS = { update: 5, atOnce: 1 };

/** What is to be done about a wish, from the cluster as it is now. */
export interface Plan {
  facts: ClusterFacts;
  /** Its calls are null where the wish is granted. */
  change: Change;
  /** Makes the next call that is lacking. */
  send: () => Promise<Progress>;
  /** What is under way already, so that nothing is to be sent now. */
  running?: Progress | undefined;
}

/** AWS has taken the change; `operationUrl` where it works on it. */
export function accepted(requestId: string | undefined, operationUrl: string | null): Progress {
  return {
    state: "running",
    askAgainInSeconds: operationUrl ? ASK_AGAIN_SECONDS.update : ASK_AGAIN_SECONDS.atOnce,
    operationUrl,
    requestId: requestId ?? null,
  };
}

/** The address of something of EKS, as its requests go out. */
export function eksUrl(region: string, ...path: readonly string[]): string {
  return `https://eks.${region}.amazonaws.com/${path.map(encodeURIComponent).join("/")}`;
}

/** A plan of a wish that is granted: nothing is changed. */
export function granted(facts: ClusterFacts, before: unknown): Plan {
  return {
    facts,
    change: { call: null, before, after: before },
    send: async () => ({ state: "done", cluster: facts }),
  };
}
