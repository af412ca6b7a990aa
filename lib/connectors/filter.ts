import { z } from "zod";
import { CLOUD_IDS } from "./catalog.ts";
import { HEALTHS } from "./states.ts";

/** What narrows a list of connectors; it stands in the URL. */
export const ConnectorFilter = z.strictObject({
  search: z.string().trim().max(200).optional(),
  cloud: z.array(z.enum(CLOUD_IDS as ["aws", "gcp"])).optional(),
  health: z.array(z.enum(HEALTHS)).optional(),
  plan: z.array(z.enum(["on", "off"])).optional(),
  /** The name and id after which the page begins. */
  after: z.string().max(800).optional(),
});
export type ConnectorFilter = z.infer<typeof ConnectorFilter>;
