import {
  AKS,
  ARC,
  effectParameter,
  type PolicyDefinition,
  type PolicyParameter,
} from "./definition.ts";

const DENYING = effectParameter(["Audit", "Deny", "Disabled"]);

const namespaces = (displayName: string, description: string, usual: readonly string[]) =>
  ({
    type: "Array",
    metadata: { displayName, description },
    defaultValue: usual,
  }) satisfies PolicyParameter;

const EVERYWHERE = {
  excludedNamespaces: namespaces(
    "Namespace exclusions",
    "Namespaces that the policy leaves alone.",
    ["kube-system", "gatekeeper-system", "azure-arc", "azure-extensions-usage-system"],
  ),
  namespaces: namespaces(
    "Namespace inclusions",
    "Namespaces that the policy looks at; all of them when the list is empty.",
    [],
  ),
};

const required = (
  type: PolicyParameter["type"],
  displayName: string,
  description: string,
): PolicyParameter => ({ type, metadata: { displayName, description } });

const inCluster = (
  id: string,
  displayName: string,
  description: string,
  parameters: Readonly<Record<string, PolicyParameter>> = {},
): PolicyDefinition => ({
  id,
  displayName,
  description,
  version: "9.0.0",
  category: "Kubernetes",
  mode: "Microsoft.Kubernetes.Data",
  parameters: { effect: DENYING, ...EVERYWHERE, ...parameters },
  if: { field: "type", in: [AKS, ARC] },
});

/**
 * Policies about what runs in clusters. Gatekeeper judges them there, so the sandbox, in whose clusters nothing
 * runs, has no state of them; they can be found, read and assigned: https://github.com/Azure/azure-policy (2026-04).
 */
export const IN_CLUSTER_DEFINITIONS: readonly PolicyDefinition[] = [
  inCluster(
    "e345eecc-fa47-480f-9e88-67dcc122b164",
    "Kubernetes cluster containers CPU and memory resource limits should not exceed the specified limits",
    "Holds containers to limits of processor and memory.",
    {
      cpuLimit: required(
        "String",
        "Max allowed CPU units",
        "The highest limit, for instance 200m.",
      ),
      memoryLimit: required(
        "String",
        "Max allowed memory bytes",
        "The highest limit, for instance 1Gi.",
      ),
    },
  ),
  inCluster(
    "febd0533-8e55-448f-b837-bd0e06f16469",
    "Kubernetes cluster containers should only use allowed images",
    "Lets containers run only from registries that are trusted.",
    {
      allowedContainerImagesRegex: required(
        "String",
        "Allowed registry or registries regex",
        "What the name of an image has to match.",
      ),
    },
  ),
  inCluster(
    "233a2a17-77ca-4fb1-9b6b-69223d272a44",
    "Kubernetes cluster services should listen only on allowed ports",
    "Holds services to ports that are allowed.",
    {
      allowedServicePortsList: required(
        "Array",
        "Allowed service ports list",
        "The ports, as texts.",
      ),
    },
  ),
  inCluster(
    "1c6e92c9-99f0-4e55-9cf2-0c234dc48f99",
    "Kubernetes clusters should not allow container privilege escalation",
    "Keeps containers from gaining root's rights.",
  ),
  inCluster(
    "95edb821-ddaf-4404-9732-666045e056b4",
    "Kubernetes cluster should not allow privileged containers",
    "Keeps privileged containers out.",
  ),
  inCluster(
    "df49d893-a74c-421d-bc95-c663042e5b80",
    "Kubernetes cluster containers should run with a read only root file system",
    "Keeps containers from changing their own files.",
  ),
  inCluster(
    "1a5b4dca-0b6f-4cf5-907c-56316bc1bf3d",
    "Kubernetes clusters should be accessible only over HTTPS",
    "Holds ingresses to HTTPS.",
  ),
  inCluster(
    "423dd1ba-798e-40e4-9c4d-b6902674b423",
    "Kubernetes clusters should disable automounting API credentials",
    "Keeps credentials of the API out of pods that don't need them.",
  ),
  inCluster(
    "9f061a12-e40d-4183-a00e-171812443373",
    "Kubernetes clusters should not use the default namespace",
    "Keeps the namespace default empty.",
  ),
];
