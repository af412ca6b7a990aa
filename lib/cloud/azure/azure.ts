import type { TokenCredential } from "@azure/core-auth";
import { tokenOf, tokenOfPortal } from "../../access/entra.ts";
import type { Actor, AzureCloud, CallRules, ClusterFacts } from "../cloud.ts";
import { activityOf } from "./activity-log.ts";
import { Arm } from "./arm.ts";
import { defenderAssessment } from "./assessments.ts";
import { clusterChange, ensureOnCluster, operationFault } from "./change.ts";
import { clustersOf, factsOf, managedClusters, readCluster } from "./clusters.ts";
import {
  connectedClusters,
  isConnectedCluster,
  readConnectedCluster,
} from "./connected-clusters.ts";
import { connectorDirectory } from "./connectors.ts";
import { managementGroups, providerState, roleGrants, subscriptions } from "./estate.ts";
import { exemptions } from "./exemptions.ts";
import { extensionsOfSubscription } from "./extensions.ts";
import { monitoring } from "./monitoring.ts";
import { podsOn } from "./pods.ts";
import { ensurePolicyAssignment, policyCall } from "./policy.ts";
import { policyCloud } from "./policy-cloud.ts";
import { ensurePlan, plan, planChange, plans, plansOf } from "./pricings.ts";
import { privateEndpoint, privateLinkScopes } from "./private-link.ts";
import { policyIdentitiesOf, roleAssignmentsOf } from "./role-assignments.ts";
import { API } from "./versions.ts";
import { ensureWorkspace, workspaceReady, workspaces } from "./workspaces.ts";

/** Azure as the actor may use it. */
export function azure(actor: Actor, rules: CallRules = {}): AzureCloud {
  const arm = new Arm(credentialOf(actor), rules);
  return {
    async verify() {
      await arm.get({ path: "/subscriptions", apiVersion: API.subscriptions });
    },
    managementGroups: () => managementGroups(arm),
    subscriptions: () => subscriptions(arm),
    roleGrants: (principalIds) => roleGrants(arm, principalIds),
    roleAssignmentsOf: (subscriptionId) => roleAssignmentsOf(arm, subscriptionId),
    policyIdentitiesOf: (subscriptionId) => policyIdentitiesOf(arm, subscriptionId),
    clusters: () => clusters(arm),
    clustersOf: (subscriptionId) => clustersOf(arm, subscriptionId),
    extensionsOf: (subscriptionId) => extensionsOfSubscription(arm, subscriptionId),
    cluster: (armId) => cluster(arm, armId),
    clusterDocument: (armId) => clusterDocument(arm, armId),
    podsOn: (armId, namespaces) => podsOn(arm, armId, namespaces),
    defenderAssessment: (armId, key) => defenderAssessment(arm, armId, key),
    providerState: (subscriptionId, namespace) => providerState(arm, subscriptionId, namespace),
    exemptions: (assessmentKeys) => exemptions(arm, assessmentKeys),
    plans: () => plans(arm),
    plansOf: (subscriptionId) => plansOf(arm, subscriptionId),
    plan: (subscriptionId, name) => plan(arm, subscriptionId, name),
    planChange,
    ensurePlan: (subscriptionId, name, wish, expected) =>
      ensurePlan(arm, subscriptionId, name, wish, expected),
    ...connectorDirectory(arm),
    ...policyCloud(arm),
    policyCall,
    ensurePolicyAssignment: (subscriptionId, wish) =>
      ensurePolicyAssignment(arm, subscriptionId, wish),
    clusterChange: (armId, wish) => clusterChange(arm, armId, wish),
    ensureOnCluster: (armId, wish, before, earlier) =>
      ensureOnCluster(arm, armId, wish, before, earlier),
    activityOf: (resourceId, since) => activityOf(arm, resourceId, since),
    operationFault: (url) => operationFault(arm, url),
    monitoring: (armId) => monitoring(arm, armId),
    privateLinkScopes: (subscriptionId) => privateLinkScopes(arm, subscriptionId),
    privateEndpoint: (armId) => privateEndpoint(arm, armId),
    workspaces: () => workspaces(arm),
    workspaceReady: (workspaceId) => workspaceReady(arm, workspaceId),
    ensureWorkspace: (workspace) => ensureWorkspace(arm, workspace),
  };
}

/** Every cluster of the estate, those of AKS first. */
async function* clusters(arm: Arm): AsyncGenerator<ClusterFacts[]> {
  yield* managedClusters(arm);
  yield* connectedClusters(arm);
}

async function cluster(arm: Arm, armId: string): Promise<ClusterFacts> {
  return (await clusterDocument(arm, armId)).facts;
}

async function clusterDocument(arm: Arm, armId: string) {
  if (isConnectedCluster(armId)) {
    const { facts, answer } = await readConnectedCluster(arm, armId);
    return { facts, document: answer.body };
  }
  const { cluster, answer } = await readCluster(arm, armId);
  return { facts: factsOf(cluster), document: answer.body };
}

function credentialOf(actor: Actor): TokenCredential {
  return { getToken: () => (actor.kind === "portal" ? tokenOfPortal() : tokenOf(actor)) };
}
