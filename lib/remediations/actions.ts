"use server";

import { z } from "zod";
import { action } from "../access/action.ts";
import { RECOMMENDATION_IDS, type RecommendationId } from "../recommendations/catalog.ts";
import { VERB_NAMES } from "./catalog.ts";
import { FixRequest, Options } from "./model.ts";
import { movers as findMovers, MoversOf } from "./movers.ts";
import { previewCall, previewFix } from "./preview.ts";
import { startRemediation } from "./start.ts";
import { cancelRemediation, retryRemediation } from "./steer.ts";
import { steerStep } from "./steer-step.ts";

const Named = z.strictObject({ remediationId: z.uuid() });

const OneStep = Named.extend({ stepId: z.uuid(), act: z.enum(["retry", "skip"]) });

const OneCluster = z.strictObject({
  recommendationId: z.enum(RECOMMENDATION_IDS as [RecommendationId, ...RecommendationId[]]),
  clusterId: z.string().max(600),
  verb: z.enum(VERB_NAMES).optional(),
  options: Options.optional(),
});

/** Reads only: what Fix would do. Everybody who sees a cluster may know it. */
export const preview = action({
  name: "remediations.preview",
  input: FixRequest,
  run: previewFix,
});

/** Reads only: the exact call for one cluster, in the person's own name. */
export const exactCall = action({
  name: "remediations.exactCall",
  input: OneCluster,
  run: previewCall,
});

/** Rights are checked on every selected cluster's own place, inside. */
export const fix = action({
  name: "remediations.start",
  input: FixRequest,
  run: startRemediation,
});

/** Reads only: which of the clusters that a person sees report elsewhere than an assignment says. */
export const movers = action({
  name: "remediations.movers",
  input: MoversOf,
  run: findMovers,
});

export const cancel = action({
  name: "remediations.cancel",
  input: Named,
  run: ({ remediationId }, person) => cancelRemediation(remediationId, person),
});

export const retry = action({
  name: "remediations.retry",
  input: Named,
  run: ({ remediationId }, person) => retryRemediation(remediationId, person),
});

/** Only for who started the removal; checked inside. */
export const step = action({ name: "remediations.take-away", input: OneStep, run: steerStep });
