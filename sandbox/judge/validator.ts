import { execFileSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { z } from "zod";
import { type Exchange, resourceManagerUrl } from "./exchange.ts";

/** oav is Microsoft's own validator of live traffic; npx fetches it, it is no dependency of the project. */
const OAV = "oav@4.0.3";

/** One thing that the specification doesn't allow. */
export interface Violation {
  side: "request" | "response";
  code: string;
  message: string;
  /** Where in the payload, as JSON paths. */
  paths: readonly string[];
}

interface SideResult {
  errors?: { code: string; message: string; pathsInPayload?: string[] }[];
  runtimeException?: { code: string; message: string };
}

interface LiveValidator {
  initialize(): Promise<void>;
  validateLiveRequestResponse(pair: object): Promise<{
    requestValidationResult: SideResult;
    responseValidationResult: SideResult;
    runtimeException?: { code: string; message: string };
  }>;
}

/** The specifications that the sandbox speaks; reading all of Azure's would take minutes. */
const SPOKEN = [
  "authorization/**/*.json",
  "containerservice/**/managedClusters.json",
  "hybridkubernetes/**/connectedClusters.json",
  "kubernetesconfiguration/**/extensions.json",
  "operationalinsights/**/SharedKeys.json",
  "operationalinsights/**/Workspaces.json",
  "resourcegraph/**/*.json",
  "resources/**/policyAssignments.json",
  "resources/**/policyDefinitions.json",
  "resources/**/policySetDefinitions.json",
  "resources/**/resources.json",
  "resources/**/subscriptions.json",
  "security/**/assessmentMetadata.json",
  "security/**/assessments.json",
  "security/**/pricings.json",
  "security/**/securityConnectors.json",
];

/** Loads Azure's specifications and gives the function that judges one exchange by them. */
export async function loadValidator(
  specifications: string,
): Promise<(exchange: Exchange) => Promise<Violation[]>> {
  const { LiveValidator } = loadOav();
  const options = {
    directory: specifications,
    git: { shouldClone: false },
    swaggerPathsPattern: SPOKEN,
    excludedSwaggerPathsPattern: ["**/examples/**"],
    isPathCaseSensitive: false,
    loadValidatorInInitialize: false,
    loadValidatorInBackground: false,
    isArmCall: true,
  };
  const validator = new LiveValidator(options, ignoreLog);
  await validator.initialize();
  return (exchange) => judge(validator, exchange);
}

/**
 * Shows the judge an answer that is wrong: a switch that is a boolean where Azure has a word.
 * @throws Error when it finds nothing, for then it would find nothing elsewhere either.
 */
export async function assertAwake(
  judge: (exchange: Exchange) => Promise<Violation[]>,
): Promise<void> {
  const extensions = [{ name: "ContainerSensor", isEnabled: true }];
  const url =
    "/subscriptions/a3c1f0de-5b7e-4f0a-9d51-6f2c80b41e01/providers/Microsoft.Security/pricings/Containers?api-version=2024-01-01";
  const violations = await judge({
    request: { method: "GET", url, headers: {} },
    response: {
      statusCode: 200,
      headers: { "content-type": "application/json" },
      body: { name: "Containers", properties: { pricingTier: "Standard", extensions } },
    },
  });
  if (violations.some(({ code }) => code === "INVALID_TYPE")) return;
  throw new Error("The judge found nothing wrong with an answer that is wrong.");
}

/** What matters comes back as results; the log is about files that no call of ours is judged by. */
const ignoreLog = () => {};

function loadOav(): { LiveValidator: new (options: object, log: () => void) => LiveValidator } {
  const found = execFileSync("npx", ["--yes", "-p", OAV, "sh", "-c", "command -v oav"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return createRequire(realpathSync(found.trim()))("oav");
}

async function judge(
  validator: LiveValidator,
  { request, response }: Exchange,
): Promise<Violation[]> {
  const url = resourceManagerUrl(request.url);
  const result = await validator.validateLiveRequestResponse({
    liveRequest: {
      url: url.href,
      method: request.method.toLowerCase(),
      headers: request.headers,
      query: Object.fromEntries(url.searchParams),
      body: request.body,
    },
    liveResponse: {
      statusCode: String(response.statusCode),
      headers: response.headers,
      body: response.body,
    },
  });
  const { requestValidationResult, responseValidationResult, runtimeException } = result;
  // What the sandbox refused was meant to be wrong; then only the refusal is judged.
  if (response.statusCode >= 400) return judgeRefusal(response.body, responseValidationResult);
  return [
    ...unreadable(runtimeException),
    ...violationsOf("request", requestValidationResult),
    ...violationsOf("response", responseValidationResult),
  ];
}

/** ARM's envelope; it is the same for calls that no specification knows because they can't be made. */
const Envelope = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

function judgeRefusal(body: unknown, result: SideResult): Violation[] {
  const violations = violationsOf("response", result);
  if (!violations.some(({ code }) => code.startsWith("OPERATION_NOT_FOUND"))) return violations;
  // The answer to a HEAD has no body.
  if (body === undefined || Envelope.safeParse(body).success) return [];
  const message = "The refusal is not in the envelope of Azure Resource Manager.";
  return [{ side: "response", code: "ERROR_ENVELOPE", message, paths: [] }];
}

function violationsOf(
  side: Violation["side"],
  { errors, runtimeException }: SideResult,
): Violation[] {
  const found = (errors ?? []).map(({ code, message, pathsInPayload }) => ({
    side,
    code,
    message,
    paths: pathsInPayload ?? [],
  }));
  return [...unreadable(runtimeException, side), ...found];
}

/** The validator knows no such operation or api-version: that counts as much as a wrong payload. */
function unreadable(
  exception: { code: string; message: string } | undefined,
  side: Violation["side"] = "request",
): Violation[] {
  return exception ? [{ side, code: exception.code, message: exception.message, paths: [] }] : [];
}
