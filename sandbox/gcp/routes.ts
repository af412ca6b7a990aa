import type { GoogleRoute } from "./call.ts";
import { CONTAINER_ROUTES } from "./container/routes.ts";
import { CREDENTIAL_ROUTES } from "./iam/credentials.ts";
import { POOL_ROUTES } from "./iam/pools.ts";
import { PROVIDER_ROUTES } from "./iam/providers.ts";
import { ROLE_ROUTES } from "./iam/roles.ts";
import { SERVICE_ACCOUNT_ROUTES } from "./iam/service-accounts.ts";
import { SINK_ROUTES } from "./logging/sinks.ts";
import { PUBSUB_ROUTES } from "./pubsub/routes.ts";
import { ORGANIZATION_ROUTES } from "./resource-manager/organizations.ts";
import { PROJECT_ROUTES } from "./resource-manager/projects.ts";
import { SERVICE_ROUTES } from "./service-usage/services.ts";
import { EXCHANGE_ROUTES } from "./sts/exchange.ts";

/** Everything that can be asked of the sandbox's Google Cloud. */
export const GOOGLE_ROUTES: readonly GoogleRoute[] = [
  ...EXCHANGE_ROUTES,
  ...CREDENTIAL_ROUTES,
  ...CONTAINER_ROUTES,
  ...PROJECT_ROUTES,
  ...ORGANIZATION_ROUTES,
  ...SERVICE_ACCOUNT_ROUTES,
  ...ROLE_ROUTES,
  ...PROVIDER_ROUTES,
  ...POOL_ROUTES,
  ...SERVICE_ROUTES,
  ...SINK_ROUTES,
  ...PUBSUB_ROUTES,
];
