import { z } from "zod";
import { type GoogleCall, type GoogleRoute, googleBody, projectOf } from "../call.ts";
import { notFound } from "../errors.ts";
import { fullName, rowAt } from "../rows.ts";
import { routesOf } from "./things.ts";

const Topic = z.object({
  labels: z.record(z.string(), z.string()).optional(),
  messageRetentionDuration: z.string().optional(),
});
const Subscription = z.object({
  topic: z.string(),
  ackDeadlineSeconds: z.number().int().min(0).max(600).optional(),
  messageRetentionDuration: z.string().default("604800s"),
  expirationPolicy: z.object({ ttl: z.string().optional() }).optional(),
  labels: z.record(z.string(), z.string()).optional(),
  retainAckedMessages: z.boolean().optional(),
});

function madeSubscription(call: GoogleCall): Readonly<Record<string, unknown>> {
  const asked = googleBody(Subscription, call.body);
  const [, projectId = projectOf(call).name, name = ""] =
    /^projects\/([^/]+)\/topics\/([^/]+)$/.exec(asked.topic) ?? [];
  if (!rowAt(call.kernel.store, "topic", fullName.topic(projectId, name))) {
    throw notFound(`Resource not found (resource=${name || asked.topic}).`);
  }
  const { ackDeadlineSeconds, expirationPolicy = { ttl: "2678400s" }, ...rest } = asked;
  return {
    ...rest,
    pushConfig: {},
    ackDeadlineSeconds: ackDeadlineSeconds || 10,
    expirationPolicy,
    state: "ACTIVE",
  };
}

/** Topics and subscriptions of Pub/Sub v1. */
export const PUBSUB_ROUTES: readonly GoogleRoute[] = [
  ...routesOf({
    type: "topic",
    plural: "topics",
    made: (call) => googleBody(Topic, call.body),
  }),
  ...routesOf({ type: "subscription", plural: "subscriptions", made: madeSubscription }),
];
