/** What a parameter of a policy takes. */
export interface PolicyParameter {
  type: "String" | "Array" | "Object" | "Boolean" | "Integer" | "Float" | "DateTime";
  metadata: {
    displayName: string;
    description: string;
    /** The type of the resources to choose from. */
    strongType?: string;
    /** Whether a wizard gives the assignment's identity its roles on the chosen resource too. */
    assignPermissions?: true;
  };
  allowedValues?: readonly unknown[];
  /** Without one, whoever assigns the policy has to give a value. */
  defaultValue?: unknown;
}

/** A condition of a policy's rule: https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule */
export type Condition =
  | { allOf: readonly Condition[] }
  | { anyOf: readonly Condition[] }
  | { not: Condition }
  | FieldCondition;

/** One of the comparisons; a text in brackets stands for a parameter. */
export interface FieldCondition {
  field: string;
  equals?: unknown;
  notEquals?: unknown;
  in?: readonly unknown[] | string;
  notIn?: readonly unknown[] | string;
  exists?: "true" | "false";
}

/** What the effects AuditIfNotExists and DeployIfNotExists look for. */
export interface RelatedResource {
  /** The type of what has to be there; the type of the rule's own resource means that resource itself. */
  type: string;
  name?: string;
  /** An ISO 8601 duration, or AfterProvisioning. Azure waits ten minutes where none is given. */
  evaluationDelay?: string;
  deploymentScope?: "subscription";
  existenceScope?: "subscription";
  existenceCondition: Condition;
  /** What the identity of an assignment needs; only where something is deployed. */
  roleDefinitionIds?: readonly string[];
}

/** A built-in policy, as far as the sandbox needs it: the template that one deploys is a matter of the code. */
export interface PolicyDefinition {
  /** A GUID, which is its name too. */
  id: string;
  displayName: string;
  description: string;
  version: string;
  category: "Kubernetes" | "Security Center";
  /** Policies about what runs in a cluster are judged there, by the Azure Policy add-on. */
  mode: "Indexed" | "All" | "Microsoft.Kubernetes.Data";
  parameters: Readonly<Record<string, PolicyParameter>>;
  if: Condition;
  details?: RelatedResource;
}

/** The parameter that nearly every policy has. */
export function effectParameter(
  allowedValues: readonly string[],
  defaultValue = allowedValues[0],
): PolicyParameter {
  return {
    type: "String",
    metadata: {
      displayName: "Effect",
      description: "Enable or disable the execution of the policy",
    },
    allowedValues,
    defaultValue,
  };
}

export const AKS = "Microsoft.ContainerService/managedClusters";
export const ARC = "Microsoft.Kubernetes/connectedClusters";
export const EXTENSION = "Microsoft.KubernetesConfiguration/extensions";

/** The condition that an extension of a type is installed, and whether it has to have succeeded. */
export function extensionOfType(extensionType: string): Condition {
  return {
    allOf: [
      { field: `${EXTENSION}/extensionType`, equals: extensionType },
      { field: `${EXTENSION}/provisioningState`, equals: "Succeeded" },
    ],
  };
}
