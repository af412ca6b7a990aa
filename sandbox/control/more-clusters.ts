import { z } from "zod";
import { AWS_ACCOUNTS } from "../aws/accounts.ts";
import { EKS_TRAITS, type EksTrait } from "../aws/eks/cluster-row.ts";
import { addEks } from "../aws/eks/seed.ts";
import { REGIONS } from "../gcp/container/locations.ts";
import { addGke } from "../gcp/seed/clusters.ts";
import { GCP_PROJECTS } from "../gcp/seed/projects.ts";
import { GKE_TRAITS } from "../gcp/seed/traits.ts";
import { CONNECTED_TRAITS } from "../seed/connected/connected-row.ts";
import { addClusters, addConnected } from "../seed/estate.ts";
import { TRAITS, type Trait } from "../seed/traits.ts";
import type { Kernel } from "../types.ts";

const count = z.number().int().min(1).max(100_000);
const inAzure = { subscriptionId: z.guid(), count, seed: z.number().int().optional() };

const MoreAks = z.strictObject({
  ...inAzure,
  kind: z.literal("aks"),
  traits: z.array(z.enum(Object.keys(TRAITS) as Trait[])).optional(),
});
const MoreArc = z.strictObject({
  ...inAzure,
  kind: z.literal("arc"),
  traits: z.array(z.enum(CONNECTED_TRAITS)).optional(),
});
const MoreEks = z.strictObject({
  kind: z.literal("eks"),
  accountId: z.enum(AWS_ACCOUNTS.map(({ id }) => id)),
  count,
  regions: z.number().int().min(1).max(100).default(1),
  traits: z.array(z.enum(Object.keys(EKS_TRAITS) as EksTrait[])).optional(),
});

const MoreGke = z.strictObject({
  kind: z.literal("gke"),
  projectId: z.enum(GCP_PROJECTS.map(({ projectId }) => projectId)),
  count,
  regions: z.number().int().min(1).max(Object.keys(REGIONS).length).default(1),
  seed: z.number().int().optional(),
  traits: z.array(z.enum(GKE_TRAITS)).optional(),
});

/** Clusters to add to a running sandbox, of the kind `aks` unless another one is named. */
export const MoreClusters = z.preprocess(
  (body) => ({ kind: "aks", ...(body as object) }),
  z.discriminatedUnion("kind", [MoreAks, MoreArc, MoreEks, MoreGke]),
);

/** Adds clusters behind those that were added before. Returns their ids. */
export function addMore(
  { store, clock }: Kernel,
  more: z.infer<typeof MoreClusters>,
): readonly string[] {
  if (more.kind === "eks") return addEks(store, more, clock.now());
  if (more.kind === "gke") return addGke(store, more, clock.now());
  return more.kind === "arc" ? addConnected(store, more) : addClusters(store, more);
}
