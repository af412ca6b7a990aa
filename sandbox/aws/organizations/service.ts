import { z } from "zod";
import { MANAGEMENT_ACCOUNT, ORGANIZATION_ID, ROOT_ID } from "../accounts.ts";
import { AwsError } from "../aws-error.ts";
import { type AwsCall, type AwsService, operation } from "../operation.ts";
import { type AccountBody, accountsOf } from "./accounts-of.ts";

const LARGEST_PAGE = 20;

/** Only the management account may see the others. */
function asManagement({ account, principal, action }: AwsCall): void {
  if (account === MANAGEMENT_ACCOUNT.id) return;
  throw new AwsError(
    "AccessDeniedException",
    `You don't have permissions to access this resource. (${principal.arn} is not in the organization's management account, which ${action} wants.)`,
  );
}

const accountArn = (id: string) =>
  `arn:aws:organizations::${MANAGEMENT_ACCOUNT.id}:account/${ORGANIZATION_ID}/${id}`;

function described({ Id, Name, Email, joined }: AccountBody) {
  return {
    Id,
    Arn: accountArn(Id),
    Name,
    Email,
    Status: "ACTIVE",
    JoinedMethod: Id === MANAGEMENT_ACCOUNT.id ? "INVITED" : "CREATED",
    JoinedTimestamp: Date.parse(joined) / 1000,
  };
}

const Page = z.object({
  NextToken: z.string().regex(/^\d+$/, "is no token that was given out").optional(),
  MaxResults: z.number().int().min(1).max(LARGEST_PAGE).default(LARGEST_PAGE),
});

export const ORGANIZATIONS: AwsService = {
  name: "organizations",
  protocol: "awsJson1.1",
  namespace: "AWSOrganizationsV20161128",
  invalidInput: "InvalidInputException",
  // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html (as far as known)
  quota: { burst: 8, perSecond: 2 },
  operations: [
    operation({
      name: "DescribeOrganization",
      input: z.object({}),
      run: () => ({
        Organization: {
          Id: ORGANIZATION_ID,
          Arn: `arn:aws:organizations::${MANAGEMENT_ACCOUNT.id}:organization/${ORGANIZATION_ID}`,
          FeatureSet: "ALL",
          MasterAccountArn: accountArn(MANAGEMENT_ACCOUNT.id),
          MasterAccountId: MANAGEMENT_ACCOUNT.id,
          MasterAccountEmail: MANAGEMENT_ACCOUNT.email,
        },
      }),
    }),
    operation({
      name: "ListAccounts",
      input: Page,
      run: (call) => {
        asManagement(call);
        const { NextToken = "0", MaxResults } = call.input;
        const all = accountsOf(call.kernel.store);
        const until = Number(NextToken) + MaxResults;
        return {
          Accounts: all.slice(Number(NextToken), until).map(described),
          ...(until < all.length && { NextToken: String(until) }),
        };
      },
    }),
    operation({
      name: "DescribeAccount",
      input: z.object({ AccountId: z.string().regex(/^\d{12}$/) }),
      resource: ({ input }) => accountArn(input.AccountId),
      run: (call) => {
        asManagement(call);
        const found = accountsOf(call.kernel.store).find(({ Id }) => Id === call.input.AccountId);
        if (!found) {
          throw new AwsError(
            "AccountNotFoundException",
            "You specified an account that doesn't exist.",
          );
        }
        return { Account: described(found) };
      },
    }),
    operation({
      name: "ListRoots",
      input: z.object({}),
      run: (call) => {
        asManagement(call);
        const Arn = `arn:aws:organizations::${MANAGEMENT_ACCOUNT.id}:root/${ORGANIZATION_ID}/${ROOT_ID}`;
        return { Roots: [{ Id: ROOT_ID, Arn, Name: "Root", PolicyTypes: [] }] };
      },
    }),
  ],
};
