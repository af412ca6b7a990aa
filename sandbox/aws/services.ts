import { CLOUDFORMATION } from "./cloudformation/service.ts";
import { EC2 } from "./ec2/service.ts";
import { EKS } from "./eks/service.ts";
import { IAM } from "./iam/service.ts";
import { LOGS } from "./logs/service.ts";
import type { AwsService } from "./operation.ts";
import { ORGANIZATIONS } from "./organizations/service.ts";
import { STS } from "./sts/service.ts";

/** Every service of AWS that the sandbox has, by the name in the scope of a signature. */
export const AWS_SERVICES: ReadonlyMap<string, AwsService> = new Map(
  [STS, IAM, CLOUDFORMATION, ORGANIZATIONS, EC2, EKS, LOGS].map((service) => [
    service.name,
    service,
  ]),
);
