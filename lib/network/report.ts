import { z } from "zod";
import { Refusal } from "../result.ts";
import { CLOUDS, CLUSTER_TYPES, type CloudId, type ClusterType } from "./catalog.ts";
import { inWordsOfCurl } from "./curl.ts";
import { REPORT_VERSION } from "./job.ts";
import { endpointWith, isNameOf } from "./model.ts";

/** More than the longest report takes. */
export const REPORT_MAX = 64_000;
const LINES_MAX = 100;

const Head = z.strictObject({
  breakwater: z.literal(REPORT_VERSION),
  cloud: z.enum(Object.keys(CLOUDS) as [CloudId]),
  type: z.enum(Object.keys(CLUSTER_TYPES) as [ClusterType]),
  region: z.string().regex(/^[a-z0-9]{1,40}$/),
});
const Foot = z.strictObject({ checked: z.number().int().min(0).max(LINES_MAX) });

const seconds = z.number().min(0).max(3600);
/** What the Job prints of one endpoint: what curl found, and no judgement. */
const Line = z
  .strictObject({
    id: z.string().max(60),
    host: z.string().max(253),
    port: z.number().int(),
    exit: z.number().int().min(0).max(255),
    ip: z.union([z.ipv4(), z.ipv6(), z.literal("")]),
    resolved: seconds,
    connected: seconds,
    secured: seconds,
    total: seconds,
    proxy: z.string().regex(/^\d{3}$/),
  })
  .refine(({ id, host, port }) => isNameOf(endpointWith(id), host, port), {
    message: "is not an endpoint of the list",
  });
type CurlFindings = z.infer<typeof Line>;

/** One endpoint of a report, as it is kept and shown. */
export const ReportResult = z.object({
  id: z.string(),
  host: z.string(),
  port: z.number(),
  via: z.enum(["direct", "proxy"]),
  addresses: z.array(z.string()),
  resolved: z.boolean().nullable(),
  connected: z.boolean().nullable(),
  tls: z.boolean().nullable(),
  milliseconds: z.number(),
  problem: z.string().nullable(),
});
export type ReportResult = z.infer<typeof ReportResult>;

export interface Report {
  cloud: CloudId;
  type: ClusterType;
  region: string;
  results: ReportResult[];
}

/**
 * Reads what a person pasted: the lines that the Job printed, whole.
 * @throws Refusal that names the line and what is wrong with it.
 */
export function readReport(text: string): Report {
  const lines = text
    .split(/\r?\n/)
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line !== "");
  const [first, ...rest] = lines;
  const last = rest.pop();
  if (!first) throw new Refusal("There is nothing to read: paste what the Job printed.");
  const head = parsed(Head, first, "the first line of a check of this portal");
  if (!last) throw new Refusal("There is only the first line: paste all that the Job printed.");
  const { checked } = parsed(
    Foot,
    last,
    "the last line of a check; paste all that the Job printed",
  );
  if (checked !== rest.length) {
    throw new Refusal(`The Job tried ${checked} endpoints, and ${rest.length} are here.`);
  }
  const results = rest.map((line) => resultOf(parsed(Line, line, "a result of a check")));
  if (new Set(results.map(({ id }) => id)).size !== results.length) {
    throw new Refusal("An endpoint is there twice: paste one run of the Job.");
  }
  if (results.some(({ id }) => endpointWith(id)?.cloud !== head.cloud)) {
    throw new Refusal("There are endpoints of another cloud than the first line says.");
  }
  const { cloud, type, region } = head;
  return { cloud, type, region, results };
}

function parsed<S extends z.ZodType>(
  schema: S,
  { line, number }: { line: string; number: number },
  what: string,
): z.infer<S> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Refusal(`Line ${number} is not JSON; it should be ${what}.`);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.join(".");
  throw new Refusal(
    `Line ${number} is not ${what}: ${where ? `${where}: ` : ""}${issue?.message ?? "not valid"}.`,
  );
}

function resultOf(found: CurlFindings): ReportResult {
  const { id, host, port, ip, total } = found;
  const via = found.proxy === "000" ? "direct" : "proxy";
  const { resolved, connected, tls, problem } = inWordsOfCurl(found);
  return {
    id,
    host,
    port,
    via,
    addresses: via === "direct" && ip ? [ip] : [],
    resolved: via === "direct" ? resolved : null,
    connected,
    tls,
    milliseconds: Math.round(total * 1000),
    problem,
  };
}
