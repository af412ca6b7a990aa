import type { AddOn } from "./add-ons.ts";
import type { Flavour } from "./running-cluster.ts";

/** A controller that keeps pods running: one on each node, or a number of replicas. */
export interface Workload {
  name: string;
  kind: "DaemonSet" | "Deployment";
  namespace: string;
  addOn: AddOn;
  on: readonly Flavour[];
  replicas: number;
  labels: Readonly<Record<string, string>>;
  containers: readonly { name: string; image: string }[];
}

/** An image's name that begins with a registry; the others are Microsoft's. */
const FROM_OTHERS = /^[^/]+\.[^/]+\//;

type Short = Pick<Workload, "name" | "addOn" | "on"> &
  Partial<Workload> & { images: readonly string[] };

function workload(kind: Workload["kind"], { images, ...rest }: Short): Workload {
  const containers = images.map((image) => ({
    name: image.replace(/^.*\//, "").replace(/:.*$/, ""),
    image: FROM_OTHERS.test(image) ? image : `mcr.microsoft.com/${image}`,
  }));
  return { namespace: "kube-system", replicas: 1, labels: {}, ...rest, kind, containers };
}
const daemonSet = (short: Short) => workload("DaemonSet", short);
const deployment = (short: Short) => workload("Deployment", short);

const EVERYWHERE = ["aks", "arc", "eks", "gke"] as const;
/** What is connected through Azure Arc, wherever it runs. */
const ARC = ["arc", "eks", "gke"] as const;
const BOTH = ["aks", "arc"] as const;
const LOW_LEVEL = "azuredefender/stable/low-level-collector:2.0.213";
const PODS = "azuredefender/stable/pod-collector:1.0.198";
const PUBLISHER = "azuredefender/stable/security-publisher:1.0.252";
const sensor = { addOn: "sensor", labels: { app: "defender" } } as const;
const policy = { addOn: "policy", on: EVERYWHERE } as const;
const gatekeeper = { ...policy, namespace: "gatekeeper-system" } as const;
const arcAgent = { addOn: "arc", on: ARC, namespace: "azure-arc" } as const;

/** Where Amazon keeps the images of its add-ons: https://docs.aws.amazon.com/eks/latest/userguide/add-ons-images.html (2026-02). */
const ECR = "602401143452.dkr.ecr.eu-west-1.amazonaws.com";
const amazon = { addOn: "system", on: ["eks"] } as const;
/** Where Google keeps the images of what it runs on GKE: https://cloud.google.com/kubernetes-engine/docs/concepts/cluster-architecture (as far as known). */
const GKE = "gke.gcr.io";
const google = { addOn: "system", on: ["gke"] } as const;

/**
 * Names of the sensor's and the policy add-on's parts:
 * https://learn.microsoft.com/azure/defender-for-cloud/defender-for-containers-architecture (2026-02),
 * of Arc's agents: https://learn.microsoft.com/azure/azure-arc/kubernetes/conceptual-agent-overview (2026-02),
 * of Amazon's add-ons: https://docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-eks.html (2026-02).
 */
export const WORKLOADS: readonly Workload[] = [
  daemonSet({
    name: "microsoft-defender-collector-ds",
    ...sensor,
    on: ["aks"],
    images: [LOW_LEVEL, PODS],
  }),
  deployment({ name: "microsoft-defender-collector-misc", ...sensor, on: ["aks"], images: [PODS] }),
  daemonSet({
    name: "microsoft-defender-publisher-ds",
    ...sensor,
    on: ["aks"],
    images: [PUBLISHER],
  }),
  daemonSet({
    name: "microsoft-defender-collectors-ds",
    ...sensor,
    on: ARC,
    namespace: "mdc",
    images: [LOW_LEVEL, PODS],
  }),
  deployment({
    name: "microsoft-defender-pod-collector-misc",
    ...sensor,
    on: ARC,
    namespace: "mdc",
    images: [PODS],
  }),
  daemonSet({
    name: "microsoft-defender-publisher-ds",
    ...sensor,
    on: ARC,
    namespace: "mdc",
    images: [PUBLISHER],
  }),
  deployment({ name: "azure-policy", ...policy, images: ["azure-policy/policy-addon:1.8.0"] }),
  deployment({
    name: "azure-policy-webhook",
    ...policy,
    images: ["azure-policy/policy-webhook:1.8.0"],
  }),
  deployment({
    name: "gatekeeper-audit",
    ...gatekeeper,
    images: ["oss/v2/open-policy-agent/gatekeeper:v3.17.1"],
  }),
  deployment({
    name: "gatekeeper-controller",
    ...gatekeeper,
    replicas: 2,
    images: ["oss/v2/open-policy-agent/gatekeeper:v3.17.1"],
  }),
  deployment({
    name: "coredns",
    addOn: "system",
    on: BOTH,
    replicas: 2,
    labels: { "k8s-app": "kube-dns" },
    images: ["oss/kubernetes/coredns:v1.11.1"],
  }),
  daemonSet({
    name: "kube-proxy",
    addOn: "system",
    on: BOTH,
    labels: { component: "kube-proxy" },
    images: ["oss/kubernetes/kube-proxy:v1.30.6"],
  }),
  daemonSet({
    name: "azure-ip-masq-agent",
    addOn: "system",
    on: ["aks"],
    images: ["oss/v2/azure/ip-masq-agent-v2:v0.1.14"],
  }),
  deployment({
    name: "metrics-server",
    addOn: "system",
    on: ["aks"],
    replicas: 2,
    images: ["oss/kubernetes/metrics-server:v0.7.2", "oss/kubernetes/addon-resizer:v1.8.22"],
  }),
  deployment({
    name: "konnectivity-agent",
    addOn: "system",
    on: ["aks"],
    replicas: 2,
    images: ["oss/kubernetes/apiserver-network-proxy/agent:v0.30.3"],
  }),
  deployment({
    name: "clusterconnect-agent",
    ...arcAgent,
    images: ["azurearck8s/clusterconnect-agent:1.19.0"],
  }),
  deployment({
    name: "extension-manager",
    ...arcAgent,
    images: ["azurearck8s/extension-manager:1.19.0"],
  }),
  deployment({ name: "config-agent", ...arcAgent, images: ["azurearck8s/config-agent:1.19.0"] }),
  daemonSet({ name: "aws-node", ...amazon, images: [`${ECR}/amazon-k8s-cni:v1.19.0`] }),
  daemonSet({
    name: "kube-proxy",
    ...amazon,
    labels: { "k8s-app": "kube-proxy" },
    images: [`${ECR}/eks/kube-proxy:v1.30.6-eksbuild.3`],
  }),
  deployment({
    name: "coredns",
    ...amazon,
    replicas: 2,
    labels: { "k8s-app": "kube-dns" },
    images: [`${ECR}/eks/coredns:v1.11.3-eksbuild.2`],
  }),
  daemonSet({ name: "fluentbit-gke", ...google, images: [`${GKE}/fluent-bit:v1.8.1200-gke.56`] }),
  daemonSet({
    name: "pdcsi-node",
    ...google,
    images: [`${GKE}/gcp-compute-persistent-disk-csi-driver:v1.15.4-gke.0`],
  }),
  deployment({
    name: "kube-dns",
    ...google,
    replicas: 2,
    labels: { "k8s-app": "kube-dns" },
    images: [`${GKE}/k8s-dns-kube-dns:1.23.0-gke.9`],
  }),
  deployment({
    name: "metrics-server-v1.31.0",
    ...google,
    labels: { "k8s-app": "metrics-server" },
    images: [`${GKE}/metrics-server:v0.7.2-gke.0`],
  }),
];
