import { ArmError } from "../types.ts";

// Codes and sentences as Azure Resource Manager writes them; clients match on the codes, and people search for
// the sentences: https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors

export function subscriptionNotFound(subscriptionId: string): ArmError {
  return new ArmError(
    404,
    "SubscriptionNotFound",
    `The subscription '${subscriptionId}' could not be found.`,
  );
}

export function resourceGroupNotFound(name: string): ArmError {
  return new ArmError(404, "ResourceGroupNotFound", `Resource group '${name}' could not be found.`);
}

/** @param type for instance `Microsoft.ContainerService/managedClusters`. */
export function resourceNotFound(type: string, name: string, resourceGroup: string): ArmError {
  return new ArmError(
    404,
    "ResourceNotFound",
    `The Resource '${type}/${name}' under resource group '${resourceGroup}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}

export function invalidContent(why: string): ArmError {
  return new ArmError(
    400,
    "InvalidRequestContent",
    `The request content was invalid and could not be deserialized: '${why}'.`,
  );
}

export function notRegistered(namespace: string): ArmError {
  return new ArmError(
    409,
    "MissingSubscriptionRegistration",
    `The subscription is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`,
  );
}

export function readOnlySubscription(subscriptionId: string): ArmError {
  return new ArmError(
    409,
    "ReadOnlyDisabledSubscription",
    `The subscription '${subscriptionId}' is disabled and therefore marked as read only. You cannot perform any write actions on this subscription until it is re-enabled.`,
  );
}

export function authorizationFailed(
  { name, objectId }: { name: string; objectId: string },
  action: string,
  scope: string,
): ArmError {
  return new ArmError(
    403,
    "AuthorizationFailed",
    `The client '${name}' with object id '${objectId}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}
