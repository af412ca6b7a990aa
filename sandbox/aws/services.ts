import type { AwsService } from "./operation.ts";
import { ORGANIZATIONS } from "./organizations/service.ts";
import { STS } from "./sts/service.ts";

/** Every service of AWS that the sandbox has, by the name in the scope of a signature. */
export const AWS_SERVICES: ReadonlyMap<string, AwsService> = new Map(
  [STS, ORGANIZATIONS].map((service) => [service.name, service]),
);
