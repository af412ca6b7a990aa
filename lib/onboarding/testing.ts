import type { ForeignCloud } from "../cloud/cloud.ts";
import { arcNameOf } from "../inventory/arc-name.ts";
import type { ArcRequest, ArcTarget } from "./arc-script.ts";

export const ACCOUNT = "412233445566";
export const PROJECT = "nwh-shipping-prod";
export const PROJECT_NUMBER = "104857600001";
export const SUBSCRIPTION_ID = "b7d2e4a9-1c38-4e6b-8a02-91d5c3f60b02";

/** A cluster to write a script for. */
export function arcTargetOf(
  cloud: ForeignCloud,
  place: Partial<Omit<ArcTarget, "id" | "arcName">> = {},
): ArcTarget {
  const { name = "shop", region = "eu-west-1" } = place;
  const id =
    cloud === "aws"
      ? `arn:aws:eks:${region}:${ACCOUNT}:cluster/${name}`
      : `//container.googleapis.com/projects/${PROJECT}/locations/${region}/clusters/${name}`;
  return {
    id,
    name,
    region,
    arcName: arcNameOf({ id, name }),
    subscriptionId: place.subscriptionId ?? SUBSCRIPTION_ID,
    resourceGroup: place.resourceGroup ?? "rg-multicloud",
  };
}

/** A script for the clusters, with the sensor alone unless said otherwise. */
export function arcRequestOf(
  cloud: ForeignCloud,
  targets: ArcTarget[],
  parts: ArcRequest["parts"] = ["sensor"],
): ArcRequest {
  return {
    cloud,
    environment: cloud === "aws" ? ACCOUNT : PROJECT,
    projectNumber: cloud === "aws" ? "" : PROJECT_NUMBER,
    location: "westeurope",
    parts,
    targets,
  };
}
