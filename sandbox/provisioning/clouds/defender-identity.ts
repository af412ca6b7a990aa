import { TENANT_ID } from "../../identities.ts";

/**
 * The tenant in which Defender keeps its identities for other clouds.
 * https://learn.microsoft.com/azure/defender-for-cloud/quickstart-onboard-aws (as far as known)
 */
const DEFENDER_TENANT = "33e01921-4d64-4f8c-a055-5bdaffd5e33d";

/** Who issues its tokens. */
export const DEFENDER_ISSUER = `https://sts.windows.net/${DEFENDER_TENANT}/`;

/**
 * Whom its tokens for the Containers plan are meant for on AWS. Microsoft's templates have the ids of its applications there,
 * which are not published as a list; this name stands for them.
 */
export const DEFENDER_AUDIENCE = "api://AzureSecurityCenter.MultiCloud.DefenderForContainers";

/** Whom its tokens speak for: a name that stands for the id of such an application. */
export const DEFENDER_SUBJECT = "MicrosoftDefenderForContainers";

/** Its workload identity pool in a connected project, named after the tenant of the connector. */
export const DEFENDER_POOL = TENANT_ID.replaceAll("-", "");

/**
 * Whom its tokens for Google Cloud are meant for, by the provider that takes them: the ids of its applications, as
 * Microsoft's Terraform for GCP projects has them where customers have published it (as far as known).
 */
export const DEFENDER_GOOGLE_AUDIENCES = {
  cspm: "api://6e81e733-9e7f-474a-85f0-385c097f7f52",
  containers: "api://6610e979-c931-41ec-adc7-b9920c9d52f1",
  "containers-streams": "api://2041288c-b303-4ca0-9076-9612db3beeb2",
} as const;

/** The same for a project that lets Defender in. */
export const defender = {
  issuer: DEFENDER_ISSUER,
  audiences: DEFENDER_GOOGLE_AUDIENCES,
  pool: DEFENDER_POOL,
} as const;
