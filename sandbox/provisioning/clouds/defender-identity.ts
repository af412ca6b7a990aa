/**
 * The tenant in which Defender keeps its identities for other clouds.
 * https://learn.microsoft.com/azure/defender-for-cloud/quickstart-onboard-aws (2026-11)
 */
const DEFENDER_TENANT = "33e01921-4d64-4f8c-a055-5bdaffd5e33d";

/** Who issues its tokens. */
export const DEFENDER_ISSUER = `https://sts.windows.net/${DEFENDER_TENANT}/`;

/**
 * Whom its tokens for the Containers plan are meant for. Microsoft's templates have the ids of its applications there,
 * which are not published as a list; this name stands for them.
 */
export const DEFENDER_AUDIENCE = "api://AzureSecurityCenter.MultiCloud.DefenderForContainers";

/** Whom its tokens speak for: a name that stands for the id of such an application. */
export const DEFENDER_SUBJECT = "MicrosoftDefenderForContainers";

/** The workload identity pool of a connected project, named after that tenant. */
export const DEFENDER_POOL = DEFENDER_TENANT.replaceAll("-", "");

/** The same for who lets Defender in. */
export const defender = {
  issuer: DEFENDER_ISSUER,
  audience: DEFENDER_AUDIENCE,
  pool: DEFENDER_POOL,
} as const;
