import { createHash } from "node:crypto";
import type { ConnectorFacts, ForeignCloud, Offering } from "../cloud/cloud.ts";

/** The offering by which the Containers plan is on, by cloud. */
export const CONTAINERS_OFFERING: Readonly<Record<ForeignCloud, string>> = {
  aws: "DefenderForContainersAws",
  gcp: "DefenderForContainersGcp",
};

/** The Containers offering of a connector; undefined while the plan is off. */
export function containersOf({
  cloud,
  properties,
}: Pick<ConnectorFacts, "cloud" | "properties">): Offering | undefined {
  return properties.offerings.find(
    ({ offeringType }) => offeringType === CONTAINERS_OFFERING[cloud],
  );
}

/** Hash of what a person can change; the order of offerings does not count. */
export function fingerprintOf({ region, properties }: ConnectorFacts): string {
  const { offerings, environmentData } = properties;
  const subject = [region, environmentData, [...offerings].sort(byType)];
  return createHash("sha256").update(JSON.stringify(subject)).digest("hex").slice(0, 32);
}

function byType(a: Offering, b: Offering): number {
  return a.offeringType.localeCompare(b.offeringType);
}
