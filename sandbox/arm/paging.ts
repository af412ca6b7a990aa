import type { ResourceFilter } from "../store.ts";
import { ArmError, type ArmRequest, type Reply, type Resource } from "../types.ts";
import { isAtOrBelow } from "./access.ts";

/**
 * One page of a list as ARM answers it: what of `filter` the principal may read, and a `nextLink` where more
 * follows. A page may hold fewer than the others when some of its resources are hidden from the principal.
 */
export function listPage(
  request: ArmRequest,
  filter: ResourceFilter,
  action: string,
  shape: (resource: Resource) => object,
): Reply {
  const { kernel, access } = request;
  const coverage = access.coverage(action);
  const { resources, next } = kernel.store.page(filter, {
    limit: kernel.settings.get("pageSize"),
    after: placeOf(request.query.get("$skiptoken")),
  });
  const visible = resources.filter(({ id }) => {
    const key = id.toLowerCase();
    return coverage.some((scope) => isAtOrBelow(key, scope));
  });
  return {
    status: 200,
    body: {
      value: visible.map(shape),
      ...(next !== undefined && { nextLink: nextLink(request, next) }),
    },
  };
}

/** The address of the next page: that of the request, continued after `next`. */
export function nextLink({ kernel, path, query }: ArmRequest, next: string): string {
  const link = new URL(kernel.origin);
  link.pathname = path.split("/").map(encodeURIComponent).join("/");
  link.search = new URLSearchParams([
    ...[...query].filter(([name]) => name !== "$skiptoken"),
    ["$skiptoken", Buffer.from(next).toString("base64url")],
  ]).toString();
  return link.href;
}

function placeOf(token: string | null): string | undefined {
  if (token === null) return undefined;
  const place = Buffer.from(token, "base64url").toString();
  if (place.startsWith("/")) return place;
  throw new ArmError(400, "InvalidSkipToken", `The skip token '${token}' is invalid.`);
}
