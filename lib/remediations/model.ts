import { z } from "zod";
import { RetentionDays } from "../connectors/choice.ts";
import { RECOMMENDATION_IDS, type RecommendationId } from "../recommendations/catalog.ts";
import { Selection } from "../recommendations/filter.ts";

import { VERB_NAMES } from "./catalog.ts";
import { type RemovalPlan, STEP_KINDS } from "./choice.ts";

/** As many as subscriptions of a large estate. */
const STEPS_MAX = 5_000;

const WORKSPACE_ID =
  /^\/subscriptions\/[0-9a-f-]{36}\/resourcegroups\/[^/]{0,89}[^/.]\/providers\/microsoft\.operationalinsights\/workspaces\/[\w-]{4,63}$/i;

/** What a person chooses besides the clusters. */
export const Options = z.strictObject({
  /** ARM id of the Log Analytics workspace; left out, it is the assigned or the default one. */
  workspaceId: z
    .string()
    .regex(WORKSPACE_ID, "This is not the id of a Log Analytics workspace.")
    .optional(),
  auditLogPath: z
    .string()
    .max(4096)
    .regex(
      /^\/\P{Cc}*$/u,
      "The audit log's path begins with a slash and holds no control characters.",
    )
    .optional(),
  /** A removal of the sensor alone: set the tag that keeps automatic provisioning away as well. */
  exclude: z.boolean().optional(),
  /** Audit logs of EKS: for how many days CloudWatch keeps them. */
  retentionDays: z.optional(RetentionDays),
  /** What a tag keeps the cluster out of; left out, it is the sensor. */
  from: z.enum(["sensor", "agentless"]).optional(),
});
export type Options = z.infer<typeof Options>;

/** A step by what it is about: a subscription, or a policy assignment by its lower-cased id. */
const StepChoice = z.strictObject({ kind: z.enum(STEP_KINDS), target: z.string().max(600) });

export const FixRequest = z.strictObject({
  recommendationId: z.enum(RECOMMENDATION_IDS as [RecommendationId, ...RecommendationId[]]),
  selection: Selection,
  /** Left out, it is a fix. */
  verb: z.enum(VERB_NAMES).optional(),
  options: Options.optional(),
  /** What a removal takes away first, of what its preview offers. */
  steps: z.array(StepChoice).max(STEPS_MAX).optional(),
});
export type FixRequest = z.infer<typeof FixRequest>;

/**
 * The parts of a lane's name: `subscription:person`, or `connector:person` for what is done in another cloud. Whose
 * quota at the cloud its tasks draw on.
 */
export function partsOfLane(lane: string): { subscriptionId: string; connectorId: string | null } {
  const [place = ""] = lane.split(":");
  // A connector stands in the lane by its id, which is a path.
  return place.startsWith("/")
    ? { subscriptionId: place.split("/")[2] ?? "", connectorId: place }
    : { subscriptionId: place, connectorId: null };
}

export interface FixPreview {
  does: string;
  /** In whose name: "in your name", or with whose identity. */
  as: string;
  total: number;
  /** Clusters that would be fixed: those that the person may change and nobody is fixing. */
  fixable: number;
  subscriptions: { id: string; name: string; clusters: number; lacks: string | null }[];
  clusters: { id: string; name: string; subscription: string; region: string }[];
  /** Workspaces that the sensors would report to; the default ones are created when they are missing. */
  workspaces: {
    id: string;
    kind: "assigned" | "default" | "chosen";
    regions: string[];
    clusters: number;
  }[];
  beingFixed: number;
  /** Of a removal: what would undo it. */
  removal: RemovalPlan | null;
}
