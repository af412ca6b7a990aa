import { z } from "zod";
import { type GoogleHandler, type GoogleRoute, googleBody, googleTime } from "../call.ts";
import { GoogleError, invalidArgument } from "../errors.ts";
import { issueToken } from "../tokens.ts";
import { accountAt, accountOf } from "./service-accounts.ts";

const LONGEST_SECONDS = 3600;

const Generate = z.object({
  scope: z.array(z.string()).default([]),
  lifetime: z.string().optional(),
  delegates: z.array(z.string()).default([]),
});

const generateAccessToken: GoogleHandler = (call) => {
  const { kernel } = call;
  const account = accountOf(call);
  const { scope, lifetime = `${LONGEST_SECONDS}s`, delegates } = googleBody(Generate, call.body);
  if (scope.length === 0) throw invalidArgument("Request contains an invalid argument.", "scope");
  if (delegates.length > 0) throw invalidArgument("The sandbox has no delegation chains.");
  const seconds = Number(/^(\d+(?:\.\d+)?)s$/.exec(lifetime)?.[1] ?? Number.NaN);
  if (!(seconds > 0 && seconds <= LONGEST_SECONDS)) {
    throw invalidArgument(
      "The maximum allowed lifetime is 1 hour (3600s), unless the organization policy constraint constraints/iam.allowServiceAccountCredentialLifetimeExtension lets this service account have longer ones.",
      "lifetime",
    );
  }
  if (account.body.disabled === true) {
    throw new GoogleError("FAILED_PRECONDITION", `Service account ${account.name} is disabled.`);
  }
  return {
    accessToken: issueToken(kernel, { name: `serviceAccount:${account.name}` }, seconds),
    expireTime: googleTime(kernel.clock.now() + seconds * 1000).replace(/\.\d+Z$/, "Z"),
  };
};

/** IAM Service Account Credentials v1: https://cloud.google.com/iam/docs/reference/credentials/rest (as far as known). */
export const CREDENTIAL_ROUTES: readonly GoogleRoute[] = [
  {
    method: "POST",
    path: "/v1/projects/{project}/serviceAccounts/{account}:generateAccessToken",
    service: "iamcredentials",
    operation: "serviceAccounts.generateAccessToken",
    permission: "iam.serviceAccounts.getAccessToken",
    resource: accountAt,
    handler: generateAccessToken,
  },
];
