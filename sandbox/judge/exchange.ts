import { readFileSync } from "node:fs";
import { z } from "zod";

/** One request and its answer, as the sandbox records them, one JSON object a line. */
const Exchange = z.object({
  request: z.object({
    method: z.string(),
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.unknown().optional(),
  }),
  response: z.object({
    statusCode: z.coerce.number().int(),
    headers: z.record(z.string(), z.string()),
    body: z.unknown().optional(),
  }),
});
export type Exchange = z.infer<typeof Exchange>;

/** Reads a recording. Throws on a line that isn't an exchange: a judge must not skip what it can't read. */
export function readExchanges(file: string): Exchange[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => Exchange.parse(JSON.parse(line)));
}

/** Azure Resource Manager's part of the traffic; sign-in and the sandbox's own controls have no OpenAPI. */
export function isResourceManagerCall({ request }: Exchange): boolean {
  return /^\/(subscriptions|providers|tenants)(\/|$)/i.test(
    resourceManagerUrl(request.url).pathname,
  );
}

/** A recorded URL, whole or only its path, as if Azure Resource Manager itself had been called. */
export function resourceManagerUrl(recorded: string): URL {
  const path = recorded.replace(/^https?:\/\/[^/]+/i, "").replace(/^\/+/, "/");
  return new URL(`https://management.azure.com${path}`);
}
