import { randomUUID } from "node:crypto";
import { DEFENDER_PROVISIONING } from "../../../identities.ts";
import { roleAssignment } from "../../../seed/access.ts";
import type { ArmRequest, Resource } from "../../../types.ts";
import { storedConnector } from "./connector.ts";

const GIVE_ROLES = "Microsoft.Authorization/roleAssignments/write";
const CONNECT = "Microsoft.Kubernetes/connectedClusters/write";
const SWITCHES = ["enableDefenderAgentAutoProvisioning", "enablePolicyAgentAutoProvisioning"];

/**
 * Clusters are connected by Defender's own identity. Saving a connector that wants that gives it the role that it
 * needs on the subscription, where the person may give roles: Owners may, Contributors may not.
 * https://learn.microsoft.com/azure/defender-for-cloud/quickstart-onboard-aws (as far as known)
 */
export function giveRoleToDefender({ kernel, access }: ArmRequest, connector: Resource): void {
  const scope = connector.id.replace(/\/resourceGroups\/.*$/i, "");
  if (!connectsClusters(connector) || !access.allows(GIVE_ROLES, scope)) return;
  if (kernel.provisioning.accessOf(DEFENDER_PROVISIONING).allows(CONNECT, connector.id)) return;
  const assignment = roleAssignment(
    DEFENDER_PROVISIONING,
    "Defender Kubernetes Agent Operator",
    scope,
    randomUUID(),
  );
  kernel.store.put(assignment, kernel.clock.now());
}

function connectsClusters(connector: Resource): boolean {
  const { offerings } = storedConnector(connector).properties;
  return offerings.some((offering) =>
    SWITCHES.some((name) => (offering as Readonly<Record<string, unknown>>)[name] === true),
  );
}
