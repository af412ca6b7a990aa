import { DescribeClusterCommand, EKSClient } from "@aws-sdk/client-eks";
import type { Sandbox } from "../testing.ts";
import { awsCli, clientOptions, keysOf } from "./aws.ts";

/** The first region, in which clusters that are added are made. */
export const US = "us-east-1";
export const BOOKING = "eks-booking-prod-euw1";

export type Eks = ReturnType<typeof eksOf>;

/** What tests of EKS do again and again, as the administrator of the first account. */
export function eksOf(sandbox: Sandbox) {
  const keys = keysOf(sandbox);
  const optionsIn = (region: string) => ({ ...clientOptions(sandbox, keys), region });
  const eksIn = (region: string) => new EKSClient(optionsIn(region));
  return {
    account: keys.id,
    optionsIn,
    eksIn,
    eks: eksIn("eu-west-1"),
    cli: (...args: string[]) => awsCli(sandbox, keys, ...args),
    passes: (advanceSeconds: number) => sandbox.control("clock", { advanceSeconds }),
    role: (name: string) => `arn:aws:iam::${keys.id}:role/${name}`,
    /** A cluster of its own, with these traits; answers its name. */
    async fresh(traits: string[] = []): Promise<string> {
      const more = { kind: "eks", accountId: keys.id, count: 1, regions: 1, traits };
      const { ids } = (await sandbox.control("clusters", more)) as { ids: [string] };
      return ids[0].replace(/^.*\//, "");
    },
    described: async (name: string, client = eksIn(US)) =>
      (await client.send(new DescribeClusterCommand({ name }))).cluster,
  };
}
