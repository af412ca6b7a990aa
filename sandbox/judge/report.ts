import { type Exception, exceptionFor } from "./exceptions.ts";
import { type Exchange, resourceManagerUrl } from "./exchange.ts";
import type { Violation } from "./validator.ts";

export interface Verdict {
  judged: number;
  /** Violations of the same kind on the same operation are one entry with a count. */
  violations: ReadonlyMap<string, number>;
  /** How often each exception was needed. */
  excused: ReadonlyMap<Exception, number>;
}

/** Judges exchanges one after the other. */
export async function judgeAll(
  exchanges: readonly Exchange[],
  judge: (exchange: Exchange) => Promise<Violation[]>,
  exceptions: readonly Exception[],
): Promise<Verdict> {
  const violations = new Map<string, number>();
  const excused = new Map(exceptions.map((exception) => [exception, 0]));
  for (const exchange of exchanges) {
    for (const violation of await judge(exchange)) {
      const exception = exceptionFor(violation, exchange, exceptions);
      if (exception) addOne(excused, exception);
      else addOne(violations, describe(violation, exchange));
    }
  }
  return { judged: exchanges.length, violations, excused };
}

function addOne<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function describe({ side, code, message, paths }: Violation, { request, response }: Exchange) {
  const version = resourceManagerUrl(request.url).searchParams.get("api-version");
  const where = paths.length > 0 ? ` at ${paths.join(", ")}` : "";
  return `${request.method} ${shapeOf(request.url)} ${version} → ${response.statusCode}: ${side} ${code}${where}: ${message}`;
}

/** The URL with what differs from resource to resource taken out. */
function shapeOf(url: string): string {
  return resourceManagerUrl(url)
    .pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/gi, "{guid}")
    .replace(/(resourcegroups)\/[^/]+/gi, "$1/{group}")
    .replace(/(managedclusters|workspaces|policyassignments)\/[^/]+/gi, "$1/{name}");
}
