import { parseArgs } from "node:util";
import { z } from "zod";
import { USUAL_SIZE } from "./seed/resources.ts";

const Options = z.object({
  /** ARM and Entra ID, over HTTPS. 0 takes a free one. */
  port: z.coerce.number().int().min(0).max(65_535).default(4443),
  /** Where browsers sign in, over plain HTTP. The one behind `port` unless said otherwise. */
  "sign-in-port": z.coerce.number().int().min(0).max(65_535).optional(),
  /** AWS, over plain HTTP. The second one behind `port` unless said otherwise. */
  "aws-port": z.coerce.number().int().min(0).max(65_535).optional(),
  /** Google Cloud, over plain HTTP. The third one behind `port` unless said otherwise. */
  "gcp-port": z.coerce.number().int().min(0).max(65_535).optional(),
  /** The folder of the state and the certificates. */
  data: z.string().min(1).default(".data/sandbox"),
  clusters: z.coerce.number().int().min(0).max(1_000_000).default(USUAL_SIZE.clusters),
  connected: z.coerce.number().int().min(0).max(1_000_000).default(USUAL_SIZE.connected),
  subscriptions: z.coerce.number().int().min(6).max(1000).default(USUAL_SIZE.subscriptions),
  /** Whether an AWS account and a GCP project are connected from the beginning. */
  connectors: z.enum(["on", "off"]).default("on"),
  seed: z.coerce.number().int().default(USUAL_SIZE.seed),
});
export type Options = z.infer<typeof Options>;

const NAMES = Object.keys(Options.shape);

/**
 * What the sandbox was started with.
 * @throws Error with a sentence for the person at the terminal.
 */
export function optionsFrom(arguments_: string[]): Options {
  const options = Object.fromEntries(NAMES.map((name) => [name, { type: "string" as const }]));
  const { values } = parseArgs({ args: arguments_, options });
  const parsed = Options.safeParse(values);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(`--${issue?.path.join(".")}: ${issue?.message}`);
}
