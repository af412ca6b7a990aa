import type { AwsService } from "../operation.ts";
import { identityPolicyOperations } from "./identity-policies.ts";
import { OIDC_OPERATIONS } from "./oidc-providers.ts";
import { POLICY_OPERATIONS } from "./policies.ts";
import { ROLE_OPERATIONS } from "./roles.ts";
import { SIMULATE_OPERATIONS } from "./simulate.ts";
import { USER_OPERATIONS } from "./users.ts";

export const IAM: AwsService = {
  name: "iam",
  protocol: "awsQuery",
  namespace: "https://iam.amazonaws.com/doc/2010-05-08/",
  invalidInput: "ValidationError",
  // AWS doesn't publish IAM's rates; this much is borne by every account.
  quota: { burst: 100, perSecond: 15 },
  operations: [
    ...ROLE_OPERATIONS,
    ...identityPolicyOperations("Role"),
    ...USER_OPERATIONS,
    ...identityPolicyOperations("User"),
    ...POLICY_OPERATIONS,
    ...OIDC_OPERATIONS,
    ...SIMULATE_OPERATIONS,
  ],
};
