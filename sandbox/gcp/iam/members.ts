import type { Store } from "../../store.ts";
import { type GoogleError, invalidArgument } from "../errors.ts";
import { findProject, fullName, rowAt } from "../rows.ts";

const OWN_ACCOUNT = /^[^@]+@([a-z][-a-z0-9]+)\.iam\.gserviceaccount\.com$/;
const GOOGLES_ACCOUNT = /@[-a-z0-9.]*gserviceaccount\.com$/;
const POOL =
  /^principal(?:Set)?:\/\/iam\.googleapis\.com\/projects\/(\d+)\/locations\/global\/workloadIdentityPools\/([^/]+)\/(.+)$/;
const ANYBODY = ["allUsers", "allAuthenticatedUsers"];

/**
 * Whether a binding may name a member: service accounts and workload identity pools have to exist.
 * @throws GoogleError 400
 */
export function checkMember(store: Store, member: string): void {
  if (ANYBODY.includes(member)) return;
  const refusal = member.startsWith("principal")
    ? refusedPrincipal(store, member)
    : refusedAddress(store, member);
  if (refusal) throw refusal;
}

function refusedPrincipal(store: Store, member: string): GoogleError | undefined {
  const [, number = "", pool = ""] = POOL.exec(member) ?? [];
  if (number === "") return invalidArgument(`Invalid principal ${member}.`);
  const project = findProject(store, number);
  const found = project && rowAt(store, "pool", fullName.pool(project.name, pool));
  if (found) return undefined;
  return invalidArgument(
    `Identity Pool does not exist (projects/${number}/locations/global/workloadIdentityPools/${pool}). Please check that you specified a valid resource name as returned in the \`name\` attribute in the configuration API.`,
  );
}

function refusedAddress(store: Store, member: string): GoogleError | undefined {
  const [, kind, address = ""] = /^(user|group|domain|serviceAccount):(.+)$/.exec(member) ?? [];
  if (kind === undefined) {
    return invalidArgument(
      `Invalid argument: '${member}'. Members must be of the form "<type>:<value>".`,
    );
  }
  if (kind !== "serviceAccount") return undefined;
  const projectId = OWN_ACCOUNT.exec(address)?.[1] ?? "";
  const ours = findProject(store, projectId);
  const found = ours
    ? rowAt(store, "serviceAccount", fullName.serviceAccount(projectId, address)) !== undefined
    : GOOGLES_ACCOUNT.test(address);
  return found ? undefined : invalidArgument(`Service account ${address} does not exist.`);
}
