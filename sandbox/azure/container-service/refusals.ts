import { ArmError, type ArmRequest, type Resource } from "../../types.ts";
import { type ClusterBody, storedBody } from "./cluster.ts";

/** States in which AKS takes a new operation. */
const SETTLED: ReadonlySet<string> = new Set(["Succeeded", "Failed", "Canceled"]);

/**
 * Refuses a write that is bound to a version of the cluster that is not the present one.
 * @throws ArmError 412
 */
export function refuseOtherVersion({ headers }: ArmRequest, cluster: Resource | undefined): void {
  const ifMatch = unquoted(headers["if-match"]);
  const ifNoneMatch = unquoted(headers["if-none-match"]);
  const present = cluster?.etag;
  const mismatch = ifMatch !== undefined && (ifMatch === "*" ? !present : ifMatch !== present);
  const unwanted =
    ifNoneMatch !== undefined && (ifNoneMatch === "*" ? present : ifNoneMatch === present);
  if (!mismatch && !unwanted) return;
  throw new ArmError(
    412,
    "PreconditionFailed",
    `The etag in the request's condition does not agree with the cluster's present etag '${present ?? ""}'. Read the cluster again and retry.`,
  );
}

/**
 * Refuses to change a cluster while another operation is running on it.
 * @throws ArmError 409
 */
export function refuseBusy({ kernel }: ArmRequest, cluster: Resource): void {
  if (!isBusy(cluster)) return;
  const { provisioningState } = storedBody(cluster).properties;
  const started = kernel.operations.running(cluster.id)?.startedAt ?? cluster.changedAt;
  throw new ArmError(
    409,
    "OperationNotAllowed",
    `Operation is not allowed: Another operation (${String(provisioningState)}) is in progress since ${new Date(started).toISOString()}, please wait for it to finish before starting a new operation. See https://aka.ms/aks-pending-operation for more details.`,
  );
}

/** Whether an operation runs on a cluster, so that another one has to wait. */
export function isBusy(cluster: Resource): boolean {
  const { provisioningState = "Succeeded" } = storedBody(cluster).properties;
  return !SETTLED.has(String(provisioningState));
}

/** Whether a cluster's nodes are off; then it takes no change but of its tags. */
export function isStopped(cluster: Resource): boolean {
  const { powerState } = storedBody(cluster).properties as { powerState?: { code?: string } };
  return powerState?.code === "Stopped";
}

/**
 * Refuses to change the configuration of a stopped cluster.
 * @throws ArmError 409
 */
export function refuseStopped(cluster: Resource): void {
  if (!isStopped(cluster)) return;
  throw new ArmError(
    409,
    "OperationNotAllowed",
    `Operation is not allowed: managed cluster '${cluster.name}' is stopped. Start it before changing its configuration.`,
  );
}

/**
 * Refuses a sensor that does not know where to send what it sees.
 * @throws ArmError 400
 */
export function refuseSensorWithoutWorkspace({ properties }: ClusterBody): void {
  const defender = properties.securityProfile?.defender;
  if (!defender?.securityMonitoring?.enabled || defender.logAnalyticsWorkspaceResourceId) return;
  throw new ArmError(
    400,
    "InvalidParameter",
    "Required parameter properties.securityProfile.defender.logAnalyticsWorkspaceResourceId is missing (null).",
  );
}

function unquoted(header: string | undefined): string | undefined {
  return header?.trim().replace(/^(?:W\/)?"(.*)"$/, "$1");
}
