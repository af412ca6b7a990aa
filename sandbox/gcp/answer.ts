import type { Kernel, Resource } from "../types.ts";
import type { GoogleCall, GoogleRoute } from "./call.ts";
import { permissionDenied, serviceDisabled } from "./denied.ts";
import { holds } from "./iam/access.ts";
import type { GoogleQuota } from "./quota.ts";
import type { GoogleMatch } from "./route-table.ts";
import { findProject } from "./rows.ts";
import { isEnabled } from "./service-usage/enabled.ts";
import type { Member } from "./tokens.ts";

/** A request to one of Google's APIs, after the token check. */
export interface GoogleIncoming {
  method: string;
  path: string;
  query: URLSearchParams;
  /** Reads the body, which nobody does before the caller may. @throws GoogleError 400 */
  body: () => unknown;
  requestId: string;
  match: GoogleMatch;
  /** Absent where the route is open. */
  member: Member | undefined;
  /** Milliseconds since 1970. */
  at: number;
}

const NOBODY: Member = { name: "allUsers" };

/**
 * Checks quota, service and permission, and lets the handler answer.
 * @throws GoogleError
 */
export function answerGoogle(
  kernel: Kernel,
  quota: GoogleQuota | undefined,
  incoming: GoogleIncoming,
): object | Promise<object> {
  const { match, member = NOBODY, method, path, query, requestId } = incoming;
  const { route, params } = match;
  const named = projectNamed(kernel, route, params);
  const operation = `${route.service}:${route.operation}`;
  const asked: GoogleCall = {
    ...{ kernel, member, method, operation, path, params, query, requestId, body: undefined },
    ...(named && { project: named }),
  };
  const row = route.resource?.(asked);
  const project = named ?? ownerOf(kernel, row);
  const call: GoogleCall = { ...asked, ...(project && { project }) };
  if (project) quota?.take(route, project, incoming.at);
  if (project && !route.always && !isEnabled(kernel.store, project, route.service)) {
    throw serviceDisabled(route.service, project);
  }
  authorize(call, route, row);
  return route.handler({ ...call, body: incoming.body() });
}

/** Who asks for a project that isn't there learns no more than who may not see it. */
function projectNamed(
  { store }: Kernel,
  { permission, service }: GoogleRoute,
  { project: named }: GoogleMatch["params"],
): Resource | undefined {
  if (named === undefined || named === "-") return undefined;
  const project = findProject(store, named);
  if (project) return project;
  throw permissionDenied(
    service,
    permission ?? "resourcemanager.projects.get",
    `projects/${named}`,
  );
}

/** The project of something whose path leaves the project open. */
function ownerOf({ store }: Kernel, row: Resource | undefined): Resource | undefined {
  const [, projectId] = /\/projects\/([^/]+)\//.exec(row?.id ?? "") ?? [];
  return projectId === undefined ? undefined : findProject(store, projectId);
}

function authorize(
  { kernel, member, project, path }: GoogleCall,
  { permission, service }: GoogleRoute,
  row: Resource | undefined,
): void {
  if (permission === null) return;
  if (holds(kernel.store, member, permission, [project, row])) return;
  const named = path.replace(/^\/v\d\w*\//, "").replace(/:\w+$/, "");
  throw permissionDenied(service, permission, project && !row ? `projects/${project.name}` : named);
}
