import { z } from "zod";
import type { BeforeCall, Call, Change, ClusterWish, Progress } from "../cloud.ts";
import { CloudFault, type FaultRecord } from "../faults.ts";
import { isGranted, isSettled } from "../wishes.ts";
import { type GkeCluster, readCluster } from "./clusters.ts";
import type { Google } from "./google.ts";
import { addressOf } from "./identity.ts";
import { labelsAfter } from "./labels.ts";
import { gkeName } from "./names.ts";

/** How long to leave a cluster alone: GKE says nothing of it, and a change of labels takes about a minute. */
const ASK_AGAIN_SECONDS = 10;

const Operation = z.looseObject({
  selfLink: z.string().nullish(),
  status: z.string().nullish(),
  statusMessage: z.string().nullish(),
  error: z.looseObject({ code: z.number().nullish(), message: z.string().nullish() }).nullish(),
});

type Exclusion = Extract<ClusterWish, { kind: "exclusion" }>;

/** The call that would grant the wish on the cluster as it is now; null when it is granted already. */
export async function clusterChange(
  google: Google,
  id: string,
  wish: ClusterWish,
): Promise<Change> {
  const { cluster, facts } = await readCluster(google, id);
  const change = changeOf(id, cluster, wish);
  return isGranted(facts, wish) ? { ...change, call: null, after: change.before } : change;
}

/**
 * Grants a wish on a GKE cluster. Looks first; `before` is called between looking and changing. The call carries the
 * fingerprint of the labels that were looked at: Google refuses it where somebody has changed them meanwhile, so
 * that it can't be applied twice nor undo another's change.
 */
export async function ensureOnCluster(
  google: Google,
  id: string,
  wish: ClusterWish,
  before: BeforeCall,
  earlier: unknown,
): Promise<Progress> {
  const { cluster, facts } = await readCluster(google, id);
  if (isGranted(facts, wish)) return { state: "done", cluster: facts };
  if (!isSettled(facts, "cluster")) {
    // GKE shows new labels when its operation is over. After a crash that operation may be our own.
    if (earlier) return running(null);
    throw busy(facts.name, cluster.status ?? "");
  }
  const change = changeOf(id, cluster, wish);
  await before(change);
  const api = await google.clusters();
  const { resourceLabels, labelFingerprint } = change.call.body as LabelsBody;
  const { data } = await api.setResourceLabels({
    name: gkeName(id),
    requestBody: { resourceLabels, labelFingerprint },
  });
  return running(Operation.parse(data).selfLink ?? null);
}

interface LabelsBody {
  resourceLabels: Record<string, string>;
  labelFingerprint: string;
}

function changeOf(id: string, cluster: GkeCluster, wish: ClusterWish): Change & { call: Call } {
  const { excluded, from = "sensor" } = exclusionIn(wish);
  const labels = cluster.resourceLabels ?? {};
  const resourceLabels = labelsAfter(labels, excluded, from);
  const body: LabelsBody = { resourceLabels, labelFingerprint: cluster.labelFingerprint ?? "" };
  return {
    call: {
      method: "POST",
      url: `${addressOf("container")}/v1/${gkeName(id)}:setResourceLabels`,
      body,
    },
    before: { resourceLabels: labels },
    after: { resourceLabels },
  };
}

/** All else comes to a GKE cluster through the Arc-enabled cluster that it is connected as. */
function exclusionIn(wish: ClusterWish): Exclusion {
  if (wish.kind !== "exclusion") throw new Error(`Not for GKE clusters: ${wish.kind}.`);
  return wish;
}

function running(operationUrl: string | null): Progress {
  return {
    state: "running",
    askAgainInSeconds: ASK_AGAIN_SECONDS,
    operationUrl,
    requestId: null,
  };
}

function busy(name: string, status: string): CloudFault {
  return new CloudFault({
    kind: "busy",
    code: status,
    message: `Another operation is running on ${name} (${status}).`,
    status: 0,
    requestId: null,
    retryAfterSeconds: ASK_AGAIN_SECONDS,
  });
}

/** A link of GKE's to an operation; one in a zone has an older form. */
const OPERATION = /\/v1\/(projects\/[^/?]+)\/(?:locations|zones)\/([^/?]+)\/operations\/([^/?]+)$/;

/** Google's codes by their numbers. Source: https://cloud.google.com/apis/design/errors, google.rpc.Code (as far as known). */
const CODES = [
  ...["OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND"],
  ...["ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION"],
  ...["ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS"],
];

/** Why an operation failed, or null while it runs or when it went well. */
export async function operationFault(
  google: Google,
  operationUrl: string,
): Promise<FaultRecord | null> {
  const [, project, location, operation] = OPERATION.exec(operationUrl) ?? [];
  if (!operation) throw new Error(`Not an operation of GKE: ${operationUrl}`);
  const api = await google.operations();
  const name = `${project}/locations/${location}/operations/${operation}`;
  const { data } = await api.get({ name });
  const { error, status, statusMessage } = Operation.parse(data);
  if (status !== "DONE" || !(error || statusMessage)) return null;
  return {
    kind: "failed",
    code: CODES[error?.code ?? -1] ?? "UNKNOWN",
    message:
      error?.message || statusMessage || "GKE reports the operation as failed and gives no reason.",
    status: 200,
    requestId: operation,
  };
}
