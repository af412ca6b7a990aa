import { z } from "zod";
import { AwsError } from "../aws-error.ts";
import { type AwsService, operation } from "../operation.ts";
import { AWS_REGIONS, type AwsRegion, optInStatusOf } from "../regions.ts";

/** What regions can be filtered by: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html (as far as known) */
const FILTERS: Readonly<Record<string, (region: AwsRegion) => string>> = {
  endpoint: endpointOf,
  "opt-in-status": optInStatusOf,
  "region-name": ({ name }) => name,
};

function endpointOf({ name }: AwsRegion): string {
  return `ec2.${name}.amazonaws.com`;
}

const describeRegions = operation({
  name: "DescribeRegions",
  input: z.object({
    AllRegions: z.enum(["true", "false"]).default("false"),
    RegionName: z.array(z.string()).default([]),
    Filter: z.array(z.object({ Name: z.string(), Value: z.array(z.string()) })).default([]),
  }),
  run: ({ input: { AllRegions, RegionName, Filter } }) => {
    const unknown = RegionName.find((name) => !AWS_REGIONS.some((one) => one.name === name));
    if (unknown !== undefined) {
      throw new AwsError("InvalidParameterValue", `Invalid region provided: [${unknown}]`);
    }
    const regions = AWS_REGIONS.filter(
      (region) =>
        (AllRegions === "true" || optInStatusOf(region) !== "not-opted-in") &&
        (RegionName.length === 0 || RegionName.includes(region.name)) &&
        Filter.every((filter) => fits(region, filter)),
    );
    return {
      regionInfo: regions.map((region) => ({
        regionName: region.name,
        regionEndpoint: endpointOf(region),
        optInStatus: optInStatusOf(region),
      })),
    };
  },
});

/** A star stands for any letters, a question mark for one. */
function fits(region: AwsRegion, { Name, Value }: { Name: string; Value: string[] }): boolean {
  const value = FILTERS[Name]?.(region);
  if (value === undefined) {
    throw new AwsError("InvalidParameterValue", `The filter '${Name}' is invalid`);
  }
  return Value.some((pattern) => {
    const form = pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".");
    return new RegExp(`^${form}$`).test(value);
  });
}

export const EC2: AwsService = {
  name: "ec2",
  protocol: "ec2Query",
  namespace: "http://ec2.amazonaws.com/doc/2016-11-15/",
  invalidInput: "InvalidParameterValue",
  // Uncategorized actions: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html (as far as known)
  quota: { burst: 50, perSecond: 10 },
  operations: [describeRegions],
};
