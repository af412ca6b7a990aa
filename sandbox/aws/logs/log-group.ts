import type { Store } from "../../store.ts";
import type { Resource } from "../../types.ts";

const LOG_GROUP = "aws/logs/log-group";

interface SubscriptionFilter {
  filterName: string;
  filterPattern: string;
  destinationArn: string;
  roleArn?: string | undefined;
  creationTime: number;
}

export interface LogGroupBody {
  [member: string]: unknown;
  /** Milliseconds since 1970, as CloudWatch Logs has all its times. */
  creationTime: number;
  /** Absent where logs are kept for ever. */
  retentionInDays?: number | undefined;
  filters: readonly SubscriptionFilter[];
}

export type LogGroup = Resource & { body: LogGroupBody };

interface Place {
  account: string;
  region: string;
  name: string;
}

/** Where the control plane of an EKS cluster logs to: https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html (as far as known) */
export function controlPlaneGroup(clusterName: string): string {
  return `/aws/eks/${clusterName}/cluster`;
}

export function logGroupArn({ account, region, name }: Place): string {
  return `arn:aws:logs:${region}:${account}:log-group:${name}`;
}

/** A log group in the very spelling of its name. */
export function findLogGroup(store: Store, place: Place): LogGroup | undefined {
  const arn = logGroupArn(place);
  const found = store.get(arn);
  return found?.id === arn ? (found as LogGroup) : undefined;
}

/** Makes a log group where there is none of that name; one that is there stays as it is. */
export function createLogGroup(store: Store, place: Place, now: number): LogGroup {
  const known = findLogGroup(store, place);
  if (known) return known;
  const { account, region, name } = place;
  const body: LogGroupBody = { creationTime: now, filters: [] };
  const resource = { name, subscriptionId: account, location: region, body };
  return store.put({ id: logGroupArn(place), type: LOG_GROUP, ...resource }, now) as LogGroup;
}

/** Writes some members of a log group anew. */
export function changeLogGroup(
  store: Store,
  group: LogGroup,
  change: Partial<LogGroupBody>,
  now: number,
): void {
  store.put({ ...group, body: { ...group.body, ...change } }, now);
}

/** The ARNs and names of the log groups of a region of an account, in the order of their names; only these are read. */
export function logGroupsOf(
  store: Store,
  place: Omit<Place, "name">,
): { id: string; name: string }[] {
  const from = logGroupArn({ ...place, name: "" }).toLowerCase();
  // ";" is the sign behind ":": the range holds exactly what begins with `from`.
  const until = `${from.slice(0, -1)};`;
  return store
    .statement(
      "SELECT id, name FROM resource WHERE type = ? AND id_key > ? AND id_key < ? ORDER BY id_key",
    )
    .all(LOG_GROUP, from, until) as { id: string; name: string }[];
}
