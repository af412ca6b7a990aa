/** An account of the company's organisation in AWS. */
export interface AwsAccount {
  id: string;
  name: string;
  email: string;
}

/** AWS asks for ten letters or digits behind `o-`. */
export const ORGANIZATION_ID = "o-northwindhb";

/** Below it are all accounts; the company has no units in between. */
export const ROOT_ID = "r-nwhb";

/** The first one pays for the others and may speak for them all. */
export const MANAGEMENT_ACCOUNT: AwsAccount = {
  id: "412233445566",
  name: "northwind-prod",
  email: "aws-prod@northwind.example",
};

export const AWS_ACCOUNTS: readonly AwsAccount[] = [
  MANAGEMENT_ACCOUNT,
  { id: "523344556677", name: "northwind-dev", email: "aws-dev@northwind.example" },
  { id: "634455667788", name: "northwind-lab", email: "aws-lab@northwind.example" },
];

/** The user that people at a command line are in each account. */
export const ADMINISTRATOR = "administrator";
