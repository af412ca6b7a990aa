import { setTimeout as sleep } from "node:timers/promises";
import { accept } from "../../arm/accept.ts";
import { bodyAs } from "../../arm/parse.ts";
import type { Route } from "../../arm/route.ts";
import { isSensorOn } from "../../provisioning/causes.ts";
import { ArmError, type ArmRequest, type Handler, type Resource } from "../../types.ts";
import { isRegistered } from "../resources/providers.ts";
import { nextPricing, PricingBody } from "./next-pricing.ts";
import { type PlanName, type PlanSpec, planByName } from "./plan-catalog.ts";
import {
  PRICING_TYPE,
  pricingResource,
  shownPricing,
  storedPricing,
  untouchedPricing,
} from "./pricing.ts";
import { PRICING_VERSIONS as versions } from "./versions.ts";

const READ = "Microsoft.Security/pricings/read";
const WRITE = "Microsoft.Security/pricings/write";
const GIVE_ROLES = "Microsoft.Authorization/roleAssignments/write";

/** Subscriptions on which a plan is being written; a write does not outlive the process, so memory is the place. */
const writing = new Set<string>();

const list: Handler = (request) => {
  requireSecurity(request);
  const below = `/subscriptions/${request.params.subscriptionId}`;
  const wanted = namesOf(request.query.get("$filter"));
  const value = [...request.kernel.store.scan({ types: [PRICING_TYPE], below })]
    .filter(({ name }) => !wanted || wanted.has(name.toLowerCase()))
    .map((pricing) => shownPricing(pricing, request.apiVersion));
  return { status: 200, body: { value } };
};

const get: Handler = (request) => {
  requireSecurity(request);
  return {
    status: 200,
    body: shownPricing(pricingOf(request, planOf(request)), request.apiVersion),
  };
};

const put: Handler = async (request) => {
  requireSecurity(request);
  const plan = planOf(request);
  const { properties: sent } = bodyAs(PricingBody, request.body);
  const { kernel, params, access, apiVersion } = request;
  const subscriptionId = String(params.subscriptionId).toLowerCase();
  const change = () => {
    const before = pricingOf(request, plan);
    return nextPricing({
      plan,
      before: storedPricing(before),
      sent,
      mayGiveRoles: access.allows(GIVE_ROLES, `/subscriptions/${subscriptionId}`),
      now: kernel.clock.now(),
    });
  };
  // What can't be is refused at once, before the subscription is locked.
  change();
  const stored = await oneAtATime(request, subscriptionId, () => {
    const { id } = pricingOf(request, plan);
    return accept(request, { kind: "put", resourceId: id }, () => {
      const wasOn = isSensorOn(kernel.store, subscriptionId);
      const resource = pricingResource(subscriptionId, plan.name, change());
      const after = kernel.store.put(resource, kernel.clock.now());
      if (!wasOn && isSensorOn(kernel.store, subscriptionId)) {
        kernel.provisioning.sensorTurnedOn(subscriptionId);
      }
      return after;
    });
  });
  return { status: 200, body: shownPricing(stored, apiVersion) };
};

/** Microsoft.Security changes the plans of a subscription one by one and refuses a second write meanwhile. */
async function oneAtATime<T>(
  { kernel }: ArmRequest,
  subscriptionId: string,
  change: () => T,
): Promise<T> {
  if (writing.has(subscriptionId)) {
    throw new ArmError(
      409,
      "Conflict",
      "Another update operation is in progress on the pricings of this subscription. Retry when it has finished.",
    );
  }
  writing.add(subscriptionId);
  try {
    await sleep(kernel.settings.get("pricingWriteMs"));
    return change();
  } finally {
    writing.delete(subscriptionId);
  }
}

function requireSecurity({ kernel, params }: ArmRequest): void {
  if (isRegistered(kernel, String(params.subscriptionId), "Microsoft.Security")) return;
  throw new ArmError(
    404,
    "Subscription Not Registered",
    "Please register to Microsoft.Security in order to view your security status",
  );
}

function planOf({ params }: ArmRequest): { name: PlanName; spec: PlanSpec } {
  const plan = planByName(String(params.plan));
  if (plan) return plan;
  throw new ArmError(404, "ResourceNotFound", `The pricing '${params.plan}' was not found.`);
}

/** The stored pricing, or that of a plan which is newer than the subscription's registration. */
function pricingOf(
  { kernel, params }: ArmRequest,
  { name, spec }: { name: PlanName; spec: PlanSpec },
): Resource {
  const usual = pricingResource(String(params.subscriptionId), name, untouchedPricing(spec));
  return kernel.store.get(usual.id) ?? { ...usual, etag: "", createdAt: 0, changedAt: 0 };
}

/** The names in `$filter=name in (A,B)`, in lower case; undefined when nothing is filtered. */
function namesOf(filter: string | null): Set<string> | undefined {
  if (filter === null) return undefined;
  const names = /^\s*name\s+in\s*\(([^)]*)\)\s*$/i.exec(filter)?.[1];
  if (names === undefined)
    throw new ArmError(400, "InvalidFilter", `The filter '${filter}' is invalid.`);
  return new Set(
    names.split(",").map((name) =>
      name
        .trim()
        .replace(/^'(.*)'$/, "$1")
        .toLowerCase(),
    ),
  );
}

const all = "/subscriptions/{subscriptionId}/providers/Microsoft.Security/pricings";
const one = `${all}/{plan}`;

export const PRICING_ROUTES: readonly Route[] = [
  { method: "GET", path: all, versions, action: READ, handler: list },
  { method: "GET", path: one, versions, action: READ, handler: get },
  { method: "PUT", path: one, versions, action: WRITE, handler: put },
];
