import { createHash } from "node:crypto";
import type { PlanDocument, PlanWish } from "../cloud/cloud.ts";
import type { PolicyWish } from "../cloud/policy.ts";
import type { Installed } from "../inventory/model.ts";
import { COMPONENT_IDS, type ComponentId, component } from "./catalog.ts";
import { ALL_OFF, type PlanChoice } from "./choice.ts";

/** The choice that the cloud's answer stands for. `policyIds`: definitions assigned to the subscription. */
export function choiceOf(document: PlanDocument, policyIds: ReadonlySet<string>): PlanChoice {
  const on = document.pricingTier === "Standard";
  if (!on) return ALL_OFF;
  const components = Object.fromEntries(
    COMPONENT_IDS.map((id) => [id, carried(id, document, policyIds)]),
  ) as Record<ComponentId, boolean>;
  return { on, components };
}

/** The plan's part of a choice as the cloud takes it: only what differs from `before` is named. */
export function wishOf(choice: PlanChoice, before: PlanDocument): PlanWish {
  if (!choice.on) return { tier: "Free", extensions: {} };
  const extensions: Record<string, boolean> = {};
  for (const id of COMPONENT_IDS) {
    const { carrier } = component(id);
    if (carrier.kind !== "extension") continue;
    const wanted = choice.components[id];
    if (before.pricingTier === "Standard" && isOn(before, carrier.extension) === wanted) continue;
    for (const name of [carrier.extension, ...(carrier.also ?? [])]) extensions[name] = wanted;
  }
  return { tier: "Standard", extensions };
}

/** Where the identities of policy assignments live; they act everywhere. */
const IDENTITY_REGION = "westeurope";

/** The policy assignments that a choice adds or takes away. A plan that is off wants none of them. */
export function policyWishes(choice: PlanChoice, assigned: ReadonlySet<string>): PolicyWish[] {
  return COMPONENT_IDS.flatMap((id) => {
    const { carrier } = component(id);
    if (carrier.kind !== "policies") return [];
    const wanted = choice.on && choice.components[id];
    return carrier.policies
      .filter((policy) => assigned.has(policy.definitionId) !== wanted)
      .map((policy) => ({ ...policy, assigned: wanted, region: IDENTITY_REGION }));
  });
}

/**
 * A hash of all that a person can change. Equal fingerprints mean that nobody has changed the plan meanwhile;
 * times and outcomes that the cloud writes by itself do not count.
 */
export function fingerprintOf(document: PlanDocument): string {
  const extensions = [...(document.extensions ?? [])]
    .map(({ name, isEnabled, additionalExtensionProperties }) => [
      name,
      isEnabled.toLowerCase(),
      additionalExtensionProperties ?? null,
    ])
    .sort((a, b) => String(a[0]).localeCompare(String(b[0])));
  const subject = [document.pricingTier, document.subPlan ?? null, extensions];
  return createHash("sha256").update(JSON.stringify(subject)).digest("hex").slice(0, 32);
}

/** Something that a component put on clusters and that stays there while the component is off. */
export interface Stay {
  what: string;
  clusters: number;
}

/** What stays on clusters under a choice: turning a component off, or the plan, removes nothing. */
export function staysUnder(choice: PlanChoice, { aks, arc }: Installed): Stay[] {
  const off = (id: ComponentId) => !choice.on || !choice.components[id];
  const sensor = [
    { what: "Defender sensor on AKS", clusters: aks.sensor },
    { what: "Defender extension on Azure Arc", clusters: arc.sensor },
  ];
  const policy = [
    { what: "Azure Policy add-on on AKS", clusters: aks.policyAddon },
    { what: "Azure Policy extension on Azure Arc", clusters: arc.policyAddon },
  ];
  return [...(off("defenderSensor") ? sensor : []), ...(off("azurePolicy") ? policy : [])].filter(
    ({ clusters }) => clusters > 0,
  );
}

const JOINED_BEFORE = "2023-08-01";

/**
 * Customers from before August 2023 who did not have agentless discovery through CSPM must turn it on by hand.
 * Source: the article's note; shown only to whom it concerns.
 */
export function mustTurnOnDiscovery(document: PlanDocument): boolean {
  const since = document.enablementTime;
  if (document.pricingTier !== "Standard" || !since) return false;
  return since < JOINED_BEFORE && !isOn(document, "AgentlessDiscoveryForKubernetes");
}

/** What the cloud said of an extension's last change, where it went wrong. */
export function troubleOf(document: PlanDocument, id: ComponentId): string | null {
  const { carrier } = component(id);
  if (carrier.kind !== "extension") return null;
  const found = document.extensions?.find(({ name }) => name === carrier.extension);
  return found?.operationStatus?.code === "Failed"
    ? (found.operationStatus.message ?? "The cloud could not turn this component on.")
    : null;
}

function carried(id: ComponentId, document: PlanDocument, policyIds: ReadonlySet<string>): boolean {
  const { carrier } = component(id);
  return carrier.kind === "extension"
    ? isOn(document, carrier.extension)
    : carrier.policies.every((policy) => policyIds.has(policy.definitionId));
}

function isOn(document: PlanDocument, extension: string): boolean {
  const found = document.extensions?.find(({ name }) => name === extension);
  return found?.isEnabled.toLowerCase() === "true";
}
