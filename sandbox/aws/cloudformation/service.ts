import type { AwsService } from "../operation.ts";
import { CHANGE_SET_OPERATIONS } from "./change-sets.ts";
import { READING_OPERATIONS } from "./reading-operations.ts";
import { STACK_OPERATIONS } from "./stack-operations.ts";
import { STACK_SET_OPERATIONS } from "./stack-set-operations.ts";

export const CLOUDFORMATION: AwsService = {
  name: "cloudformation",
  protocol: "awsQuery",
  namespace: "http://cloudformation.amazonaws.com/doc/2010-05-15/",
  invalidInput: "ValidationError",
  // AWS doesn't publish CloudFormation's rates; clients that poll every second are borne.
  quota: { burst: 30, perSecond: 10 },
  operations: [
    ...STACK_OPERATIONS,
    ...READING_OPERATIONS,
    ...CHANGE_SET_OPERATIONS,
    ...STACK_SET_OPERATIONS,
  ],
};
