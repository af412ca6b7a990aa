import type { GoogleRoute } from "./call.ts";

export interface GoogleMatch {
  route: GoogleRoute;
  params: Record<string, string>;
}

/** Finds the route of a method and a decoded path; the first one that fits wins. */
export function googleRoutes(
  routes: readonly GoogleRoute[],
): (method: string, path: string) => GoogleMatch | undefined {
  const compiled = routes.map((route) => ({ route, pattern: patternOf(route.path) }));
  return (method, path) => {
    for (const { route, pattern } of compiled) {
      const match = route.method === method ? pattern.exec(path) : null;
      if (match) return { route, params: { ...match.groups } };
    }
    return undefined;
  };
}

function patternOf(path: string): RegExp {
  const pattern = path.replace(/[.$]/g, "\\$&").replace(/\{(\w+)\}/g, "(?<$1>[^/:]+)");
  return new RegExp(`^${pattern}$`);
}
