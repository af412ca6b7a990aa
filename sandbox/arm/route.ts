import type { Handler } from "../types.ts";

/** One thing that can be asked of ARM. */
export interface Route {
  method: "GET" | "HEAD" | "PUT" | "PATCH" | "POST" | "DELETE";
  /**
   * With placeholders: `{name}` is one segment, `{scope*}` any number of them, none included. Case does not
   * matter, as in ARM.
   */
  path: string;
  versions: readonly string[];
  /** What the principal must be allowed to do; null when being signed in is enough. */
  action: string | null;
  /** A list is open to whoever may read anything below its scope, and holds just that. */
  list?: true;
  handler: Handler;
}

export interface RouteTable {
  /** The route for a method and path, or the methods that the path knows otherwise. */
  find(method: string, path: string): RouteMatch | { allowed: string[] };
}

export interface RouteMatch {
  route: Route;
  params: Record<string, string>;
}

/** Makes routes findable. The first one that fits wins. */
export function routeTable(routes: readonly Route[]): RouteTable {
  const compiled = routes.map((route) => ({ route, pattern: patternOf(route.path) }));
  return {
    find(method, path) {
      const allowed = new Set<string>();
      for (const { route, pattern } of compiled) {
        const match = pattern.exec(path);
        if (!match) continue;
        if (route.method === method) return { route, params: { ...match.groups } };
        allowed.add(route.method);
      }
      return { allowed: [...allowed] };
    },
  };
}

function patternOf(path: string): RegExp {
  const pattern = path
    .replace(/[.$]/g, "\\$&")
    .replace(/\{(\w+)\*\}/g, "(?<$1>(?:/.+)?)")
    .replace(/\{(\w+)\}/g, "(?<$1>[^/]+)");
  return new RegExp(`^${pattern}/?$`, "i");
}
