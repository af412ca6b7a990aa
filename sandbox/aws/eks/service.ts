import type { AwsService } from "../operation.ts";
import { ASSOCIATION_OPERATIONS } from "./associations.ts";
import { CLUSTER_OPERATIONS } from "./clusters.ts";
import { DELETION_OPERATIONS } from "./deletion.ts";
import { ENTRY_OPERATIONS } from "./entries.ts";
import { PART_OPERATIONS } from "./parts.ts";
import { UPDATE_CONFIG_OPERATIONS } from "./update-config.ts";
import { UPDATE_OPERATIONS } from "./updates.ts";

/** https://docs.aws.amazon.com/eks/latest/APIReference/ (as far as known) */
export const EKS: AwsService = {
  name: "eks",
  protocol: "restJson1",
  invalidInput: "InvalidParameterException",
  // AWS documents no number for EKS; this is what the sandbox takes for one.
  quota: { burst: 50, perSecond: 10 },
  operations: [
    ...CLUSTER_OPERATIONS,
    ...UPDATE_CONFIG_OPERATIONS,
    ...UPDATE_OPERATIONS,
    ...ENTRY_OPERATIONS,
    ...ASSOCIATION_OPERATIONS,
    ...PART_OPERATIONS,
    ...DELETION_OPERATIONS,
  ],
};
