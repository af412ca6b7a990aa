import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { SUBSCRIPTIONS, type SubscriptionKey } from "../sandbox/seed/company.ts";
import { ask } from "../sandbox/testing/ask.ts";

/** What the tests know of the sandbox behind the portal; it is in the file that it writes at its start. */
const SandboxFacts = z.object({
  url: z.url(),
  caFile: z.string(),
  tenantId: z.string(),
  cliClientId: z.string(),
  cliClientSecret: z.string(),
  controlKey: z.string(),
  awsUrl: z.url(),
  aws: z.object({
    accounts: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        accessKeyId: z.string(),
        secretAccessKey: z.string(),
      }),
    ),
  }),
  gcpUrl: z.url(),
  gcp: z.object({
    projects: z.array(
      z.object({
        projectId: z.string(),
        projectNumber: z.string(),
        name: z.string(),
        accessToken: z.string(),
      }),
    ),
  }),
});

/** The name of the variable that holds the path of the sandbox's file; the run's set-up gives it. */
export const SANDBOX_FILE = "BREAKWATER_E2E_SANDBOX";

/** Uses the sandbox's own controls: POST unless said otherwise. */
export async function control(path: string, body?: unknown, method = "POST"): Promise<unknown> {
  const sandbox = sandboxFacts();
  const answer = await ask(`${sandbox.url}/sandbox/${path}`, {
    ca: readFileSync(sandbox.caFile, "utf8"),
    method,
    body,
    headers: { "x-sandbox-key": sandbox.controlKey },
  });
  if (answer.status < 300) return answer.body;
  throw new Error(`/sandbox/${path}: ${JSON.stringify(answer.body)}`);
}

/** Where the sandbox's AWS and Google Cloud are, with the keys of their administrators. */
export function multicloud() {
  const { awsUrl, aws, gcpUrl, gcp } = sandboxFacts();
  return { awsUrl, aws, gcpUrl, gcp, dataFolder: dirname(process.env[SANDBOX_FILE] ?? "") };
}

/** Where the sandbox's Azure is, with the application of its Owner. */
export function azureOfSandbox() {
  const { url, caFile, tenantId, cliClientId, cliClientSecret } = sandboxFacts();
  return { url, caFile, tenantId, cliClientId, cliClientSecret };
}

function sandboxFacts(): z.infer<typeof SandboxFacts> {
  const file = process.env[SANDBOX_FILE];
  if (!file) throw new Error(`${SANDBOX_FILE} names no file: the run's set-up has not run.`);
  return SandboxFacts.parse(JSON.parse(readFileSync(file, "utf8")));
}

/** The id of one of the company's subscriptions. */
export function idOf(key: SubscriptionKey): string {
  return SUBSCRIPTIONS[key].id;
}

/** The name under which people know the subscription. */
export function nameOf(key: SubscriptionKey): string {
  return SUBSCRIPTIONS[key].displayName;
}

/** The page of a subscription's Defender plans. */
export function plansOf(key: SubscriptionKey): string {
  return `/environments/${idOf(key)}/plans`;
}

/** The page of a subscription's components. */
export function settingsOf(key: SubscriptionKey): string {
  return `${plansOf(key)}/containers`;
}

/** The recommendation that this portal is about, by its deep link; narrowed to one subscription if named. */
export function sensorRecommendation(key?: SubscriptionKey): string {
  const query = key ? `?${new URLSearchParams({ subscription: idOf(key) })}` : "";
  return `/recommendations/56a83a6e-c417-42ec-b567-1e6fcb3d09a9${query}`;
}

/** The page that verifies the deployment on an AKS cluster. */
export function verifyOf(key: SubscriptionKey, group: string, name: string): string {
  const id = `/subscriptions/${idOf(key)}/resourcegroups/${group}/providers/microsoft.containerservice/managedclusters/${name}`;
  return `/clusters/verify?${new URLSearchParams({ id })}`;
}

/** The recommendations that bring the sensor onto EKS and GKE clusters, by their assessment keys. */
export const EKS_KEY = "38307993-84fb-4636-8ce7-3a64466bb5cc";
export const GKE_KEY = "0faf27b6-f1d5-4f50-b22a-5d129cba0113";
