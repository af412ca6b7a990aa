import { z } from "zod";
import { config } from "../../config.ts";
import type { Call, Change, PlanDocument, PlanExtension, PlanFacts, PlanWish } from "../cloud.ts";
import { CloudFault } from "../faults.ts";
import type { Arm } from "./arm.ts";
import { graph } from "./graph.ts";
import { kql } from "./kql.ts";
import { API } from "./versions.ts";

const Extension = z.looseObject({
  name: z.string(),
  isEnabled: z.string(),
  additionalExtensionProperties: z.record(z.string(), z.unknown()).nullish(),
  operationStatus: z
    .looseObject({ code: z.string().optional(), message: z.string().optional() })
    .nullish(),
});

const Pricing = z.object({
  id: z.string(),
  name: z.string(),
  properties: z.looseObject({
    pricingTier: z.string(),
    subPlan: z.string().nullish(),
    extensions: z.array(Extension).nullish(),
    enablementTime: z.string().nullish(),
    freeTrialRemainingTime: z.string().nullish(),
    deprecated: z.boolean().nullish(),
    replacedBy: z.array(z.string()).nullish(),
    resourcesCoverageStatus: z.string().nullish(),
  }),
});

const LIST_PATH = "/subscriptions/{s}/providers/Microsoft.Security/pricings";
const ONE_PATH = `${LIST_PATH}/{p}`;

/** All plans of the estate from Resource Graph. */
export async function* plans(arm: Arm): AsyncGenerator<PlanFacts[]> {
  const query = kql`securityresources | where type =~ 'microsoft.security/pricings' | project id, name, properties | order by id asc`;
  for await (const page of graph(arm, query)) yield page.map(factsOf);
}

/** The plans of one subscription, fresh. */
export async function plansOf(arm: Arm, subscriptionId: string): Promise<PlanFacts[]> {
  const listed = await arm.all({
    path: LIST_PATH,
    values: [subscriptionId],
    apiVersion: API.pricings,
  });
  return listed.map(factsOf);
}

/** One plan, fresh. */
export async function plan(arm: Arm, subscriptionId: string, name: string): Promise<PlanFacts> {
  return (await read(arm, subscriptionId, name)).facts;
}

/**
 * The PUT that would make the plan so; the call is null when it is so already. Extensions that the wish does
 * not name, and everything in one that we do not know, go back exactly as they came.
 */
export function planChange(before: PlanFacts, wish: PlanWish): Change {
  const extensions = wish.tier === "Free" ? [] : extensionsAfter(before.document, wish);
  const after: PlanDocument = { ...before.document, pricingTier: wish.tier, extensions };
  if (same(before.document, wish))
    return { call: null, before: before.document, after: before.document };
  const body = {
    properties: {
      pricingTier: wish.tier,
      ...(before.document.subPlan && wish.tier === "Standard"
        ? { subPlan: before.document.subPlan }
        : {}),
      ...(wish.tier === "Standard" ? { extensions } : {}),
    },
  };
  return { call: { method: "PUT", url: urlOf(before), body }, before: before.document, after };
}

/** Makes the plan so. Throws a `changed` fault when the plan is not what the person saw when they chose. */
export async function ensurePlan(
  arm: Arm,
  subscriptionId: string,
  name: string,
  wish: PlanWish,
  expected: (plan: PlanFacts) => boolean,
): Promise<{ plan: PlanFacts; call: Call | null; before: PlanFacts; requestId: string | null }> {
  const { facts: before, requestId } = await read(arm, subscriptionId, name);
  const { call } = planChange(before, wish);
  if (!call) return { plan: before, call, before, requestId };
  if (!expected(before)) {
    throw new CloudFault({
      kind: "changed",
      code: "PlanChanged",
      message: "The plan was changed by someone else after this choice was made.",
      status: 0,
      requestId,
    });
  }
  const answer = await arm.put({
    path: ONE_PATH,
    values: [subscriptionId, name],
    apiVersion: API.pricings,
    body: call.body,
  });
  return { plan: factsOf(answer.body), call, before, requestId: answer.requestId };
}

async function read(arm: Arm, subscriptionId: string, name: string) {
  const answer = await arm.get({
    path: ONE_PATH,
    values: [subscriptionId, name],
    apiVersion: API.pricings,
  });
  return { facts: factsOf(answer.body), requestId: answer.requestId };
}

function factsOf(row: unknown): PlanFacts {
  const { id, name, properties } = Pricing.parse(row);
  const subscriptionId = /^\/subscriptions\/([^/]+)\//i.exec(id)?.[1] ?? "";
  return { subscriptionId, name, tier: properties.pricingTier, document: properties };
}

function extensionsAfter(document: PlanDocument, wish: PlanWish): PlanExtension[] {
  const known = document.extensions ?? [];
  const kept = known.map((extension) => {
    const wanted = wish.extensions[extension.name];
    // The outcome of the last write is the cloud's to say; sent back, it would be refused.
    const { operationStatus: _outcome, ...rest } = extension;
    return wanted === undefined ? rest : { ...rest, isEnabled: flag(wanted) };
  });
  const added = Object.entries(wish.extensions)
    .filter(([name]) => !known.some((extension) => extension.name === name))
    .map(([name, wanted]) => ({ name, isEnabled: flag(wanted) }));
  return [...kept, ...added];
}

function same(document: PlanDocument, wish: PlanWish): boolean {
  if (document.pricingTier !== wish.tier) return false;
  if (wish.tier === "Free") return true;
  return Object.entries(wish.extensions).every(([name, wanted]) => isOn(document, name) === wanted);
}

/** Whether the cloud says that the extension is on. */
function isOn(document: PlanDocument, extension: string): boolean {
  const found = document.extensions?.find(({ name }) => name === extension);
  return found?.isEnabled.toLowerCase() === "true";
}

/** The API wants the words, not booleans. Source: Microsoft.Security pricings 2024-01-01, IsEnabled. */
function flag(on: boolean): "True" | "False" {
  return on ? "True" : "False";
}

function urlOf({ subscriptionId, name }: PlanFacts): string {
  const url = new URL(config().azure.resourceManager);
  url.pathname = [
    "",
    "subscriptions",
    subscriptionId,
    "providers",
    "Microsoft.Security",
    "pricings",
    name,
  ]
    .map(encodeURIComponent)
    .join("/");
  url.searchParams.set("api-version", API.pricings);
  return url.href;
}
