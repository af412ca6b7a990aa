import type { ConnectorAccess, FederatedIdentity, NeededRights } from "../cloud/cloud.ts";
import { accessOf, requireExternalId } from "../connectors/access.ts";
import type { ConnectorChoice } from "../connectors/choice.ts";
import { documentOf } from "../connectors/document.ts";
import { awsCreates, awsNeeds } from "./aws-access.ts";
import { awsTemplate } from "./aws-template.ts";
import { gcloudScript } from "./gcloud-script.ts";
import { gcpCreates, gcpNeeds } from "./gcp-access.ts";
import type { Created } from "./model.ts";

/** What lets Defender and the portal into an account or a project. */
export interface Outline {
  fileName: string;
  text: string;
  /** Twelve hex digits, which verifying reads back. */
  version: string;
  creates: Created[];
  needs: NeededRights[];
}

/** The template or the script that a choice asks for, what it makes, and what must hold afterwards. */
export function outlineOf(
  choice: ConnectorChoice,
  externalId: string,
  identity: FederatedIdentity,
): Outline {
  if (choice.cloud === "aws") {
    requireExternalId({ cloud: "aws", externalId });
    return {
      fileName: `breakwater-aws-${choice.accountId}.json`,
      ...awsTemplate({ choice, externalId, identity }),
      creates: awsCreates(choice, identity.issuer),
      needs: awsNeeds(choice),
    };
  }
  return {
    fileName: `breakwater-gcp-${choice.projectId}.sh`,
    ...gcloudScript({ choice, identity }),
    creates: gcpCreates(choice, identity),
    needs: gcpNeeds(choice, identity),
  };
}

/** ARM id of the connector that a choice asks for. */
export function connectorArmId(choice: ConnectorChoice): string {
  const { subscriptionId, resourceGroup, name } = choice;
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Security/securityConnectors/${name}`;
}

/** The resource group that a choice puts its connector into. */
export function groupScope(choice: ConnectorChoice): string {
  const id = connectorArmId(choice);
  return id.slice(0, id.indexOf("/providers/"));
}

/** How the portal reaches what a choice connects, whether the connector is there or not. */
export function accessOfChoice(choice: ConnectorChoice, externalId: string): ConnectorAccess {
  const aws = choice.cloud === "aws";
  return accessOf({
    id: connectorArmId(choice).toLowerCase(),
    cloud: choice.cloud,
    hierarchyId: aws ? choice.accountId : choice.projectNumber,
    projectId: aws ? "" : choice.projectId,
    externalId,
    subscriptionId: choice.subscriptionId,
    resourceGroup: choice.resourceGroup.toLowerCase(),
    properties: documentOf(choice, externalId).properties,
  });
}
