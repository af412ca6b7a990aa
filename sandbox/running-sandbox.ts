import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** What a sandbox writes down in its data folder for those who want to talk to it. */
const RunningSandbox = z.object({
  url: z.url(),
  tenantId: z.string(),
  caFile: z.string(),
  cliClientId: z.string(),
  cliClientSecret: z.string(),
  awsUrl: z.url(),
  aws: z.object({
    accounts: z
      .array(
        z.object({
          id: z.string(),
          name: z.string(),
          accessKeyId: z.string(),
          secretAccessKey: z.string(),
        }),
      )
      .min(1),
  }),
  gcpUrl: z.url(),
  gcp: z.object({
    projects: z
      .array(
        z.object({
          projectId: z.string(),
          projectNumber: z.string(),
          name: z.string(),
          accessToken: z.string(),
        }),
      )
      .min(1),
  }),
});
export type RunningSandbox = z.infer<typeof RunningSandbox>;

/** Reads the facts of the sandbox that keeps its state in this folder; throws where there is none. */
export function readRunningSandbox(dataFolder: string): RunningSandbox {
  return RunningSandbox.parse(JSON.parse(readFileSync(join(dataFolder, "sandbox.json"), "utf8")));
}
