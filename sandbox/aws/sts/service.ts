import { z } from "zod";
import { type AwsService, operation } from "../operation.ts";
import { ASSUME_OPERATIONS } from "./assume-role.ts";

export const STS: AwsService = {
  name: "sts",
  protocol: "awsQuery",
  namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
  invalidInput: "ValidationError",
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (as far as known)
  quota: { burst: 600, perSecond: 600 },
  operations: [
    operation({
      name: "GetCallerIdentity",
      input: z.object({}),
      // Everybody may ask who they are, whatever their policies say.
      action: null,
      run: ({ principal: { arn, account, userId } }) => ({
        UserId: userId,
        Account: account,
        Arn: arn,
      }),
    }),
    ...ASSUME_OPERATIONS,
  ],
};
