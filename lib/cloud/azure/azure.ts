import type { TokenCredential } from "@azure/core-auth";
import { tokenOf, tokenOfPortal } from "../../access/entra.ts";
import type { Actor, AzureCloud } from "../cloud.ts";
import { Arm } from "./arm.ts";
import { clusterChange, ensureOnCluster, operationFault } from "./cluster-change.ts";
import { clusters, clustersOf, factsOf, readCluster } from "./clusters.ts";
import { managementGroups, roleGrants, subscriptions } from "./estate.ts";
import { ensurePolicyAssignment, policyAssignments, policyCall } from "./policy.ts";
import { ensurePlan, plan, planChange, plans, plansOf } from "./pricings.ts";
import { API } from "./versions.ts";
import { ensureWorkspace, workspaceReady } from "./workspaces.ts";

/** Azure as the actor may use it. */
export function azure(actor: Actor, retries = 0): AzureCloud {
  const arm = new Arm(credentialOf(actor), retries);
  return {
    async verify() {
      await arm.get({ path: "/subscriptions", apiVersion: API.subscriptions });
    },
    managementGroups: () => managementGroups(arm),
    subscriptions: () => subscriptions(arm),
    roleGrants: (principalIds) => roleGrants(arm, principalIds),
    clusters: () => clusters(arm),
    clustersOf: (subscriptionId) => clustersOf(arm, subscriptionId),
    cluster: async (armId) => factsOf((await readCluster(arm, armId)).cluster),
    plans: () => plans(arm),
    plansOf: (subscriptionId) => plansOf(arm, subscriptionId),
    plan: (subscriptionId, name) => plan(arm, subscriptionId, name),
    planChange,
    ensurePlan: (subscriptionId, name, wish, expected) =>
      ensurePlan(arm, subscriptionId, name, wish, expected),
    policyCall,
    policyAssignments: () => policyAssignments(arm),
    ensurePolicyAssignment: (subscriptionId, wish) => ensurePolicyAssignment(arm, subscriptionId, wish),
    clusterChange: (armId, wish) => clusterChange(arm, armId, wish),
    ensureOnCluster: (armId, wish, before) => ensureOnCluster(arm, armId, wish, before),
    operationFault: (url) => operationFault(arm, url),
    workspaceReady: (workspaceId) => workspaceReady(arm, workspaceId),
    ensureWorkspace: (workspace) => ensureWorkspace(arm, workspace),
  };
}

const EARLY_MS = 5 * 60_000;
const tokens = new Map<string, { token: string; expiresOnTimestamp: number }>();

/** Asks for a token when the last one is about to end; the database is read only then. */
function credentialOf(actor: Actor): TokenCredential {
  const key = actor.kind === "portal" ? "portal" : actor.homeAccountId;
  return {
    async getToken() {
      const known = tokens.get(key);
      if (known && known.expiresOnTimestamp - EARLY_MS > Date.now()) return known;
      const fresh = actor.kind === "portal" ? await tokenOfPortal() : await tokenOf(actor);
      tokens.set(key, fresh);
      return fresh;
    },
  };
}
