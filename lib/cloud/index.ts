import { aws } from "./aws/aws.ts";
import { azure } from "./azure/azure.ts";
import type {
  Actor,
  AzureCloud,
  CallRules,
  ConnectorAccess,
  ConnectorCloud,
  ConnectorRules,
  ForeignCloud,
} from "./cloud.ts";
import { gcp } from "./gcp/gcp.ts";
import { understood } from "./understood.ts";

export { federatedIdentity } from "./azure/portal-token.ts";

/** Azure as the actor may use it. */
export function cloudFor(actor: Actor, rules: CallRules = {}): AzureCloud {
  return understood(azure(actor, rules));
}

/** Who speaks with each of the other clouds. */
const CONNECTED: {
  [Cloud in ForeignCloud]: (access: ConnectorAccess, rules: ConnectorRules) => ConnectorCloud;
} = { aws, gcp };

/** An AWS account or a GCP project with the identity of its connector: the one place where the cloud is chosen. */
export function connectorCloudFor(access: ConnectorAccess, rules: ConnectorRules): ConnectorCloud {
  return understood(CONNECTED[access.cloud](access, rules));
}
