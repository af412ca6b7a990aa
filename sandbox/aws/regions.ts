/** A region as EC2 describes it; some take part only for accounts that asked for them. */
export interface AwsRegion {
  name: string;
  /** Where it must be asked for: https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html (as far as known) */
  optIn: boolean;
}

const open = (name: string): AwsRegion => ({ name, optIn: false });
const optIn = (name: string): AwsRegion => ({ name, optIn: true });

/** https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html (as far as known) */
export const AWS_REGIONS: readonly AwsRegion[] = [
  open("us-east-1"),
  open("us-east-2"),
  open("us-west-1"),
  open("us-west-2"),
  open("eu-west-1"),
  open("eu-west-2"),
  open("eu-west-3"),
  open("eu-central-1"),
  open("eu-north-1"),
  open("ap-northeast-1"),
  open("ap-northeast-2"),
  open("ap-northeast-3"),
  open("ap-southeast-1"),
  open("ap-southeast-2"),
  open("ap-south-1"),
  open("ca-central-1"),
  open("sa-east-1"),
  optIn("eu-central-2"),
  optIn("eu-south-1"),
  optIn("eu-south-2"),
  optIn("ap-east-1"),
  optIn("ap-south-2"),
  optIn("ap-southeast-3"),
  optIn("ap-southeast-4"),
  optIn("af-south-1"),
  optIn("ca-west-1"),
  optIn("il-central-1"),
  optIn("me-central-1"),
  optIn("me-south-1"),
  optIn("mx-central-1"),
];

/** The regions that every account of the company has asked for. */
const ASKED_FOR: ReadonlySet<string> = new Set([
  "eu-central-2",
  "eu-south-1",
  "eu-south-2",
  "ap-east-1",
  "af-south-1",
]);

export type OptInStatus = "opt-in-not-required" | "opted-in" | "not-opted-in";

export function optInStatusOf(region: AwsRegion): OptInStatus {
  if (!region.optIn) return "opt-in-not-required";
  return ASKED_FOR.has(region.name) ? "opted-in" : "not-opted-in";
}

/** The regions in which the company's accounts can do anything. */
export const ENABLED_REGIONS: readonly string[] = AWS_REGIONS.filter(
  (region) => optInStatusOf(region) !== "not-opted-in",
).map(({ name }) => name);
