import type { ClusterKind } from "../cloud/cloud.ts";
import { config } from "../config.ts";
import { bash, segment } from "../options/quote.ts";
import type { HandCommand } from "./model.ts";

/** Kinds of cluster that do not stand in Azure. */
export type ForeignKind = Extract<ClusterKind, "eks" | "gke">;

interface Named {
  armId: string;
  kind: ClusterKind;
  name: string;
}

/** The commands by which the article has people check a cluster, ready for Bash. */
export function commandsFor(cluster: Named): HandCommand[] {
  const [, , subscription = "", , group = ""] = cluster.armId.split("/");
  const place = line(
    "--resource-group",
    group,
    "--name",
    cluster.name,
    "--subscription",
    subscription,
  );
  const own =
    cluster.kind === "aks" ? aks(cluster.armId, place) : arc(cluster, group, subscription);
  return [...own, SIMULATION];
}

/** Defender raises a harmless alert for this very namespace. Source: the article, "Simulate security alerts". */
const SIMULATION: HandCommand = {
  label: "kubectl: simulate an alert",
  code: "kubectl get pods --namespace=asc-alerttest-662jfi039n",
  expect:
    "No resources found in asc-alerttest-662jfi039n namespace. The alert follows in Defender for Cloud within 30 minutes.",
};

function aks(armId: string, place: string): HandCommand[] {
  return [
    {
      label: "Azure CLI: the security profile",
      code: `az aks show ${place} --query securityProfile`,
      expect: "defender.securityMonitoring.enabled is true.",
    },
    {
      label: "REST",
      code: rest(armId, "2024-09-01"),
      expect: "properties.securityProfile.defender.securityMonitoring.enabled is true.",
    },
    {
      label: "Azure CLI: a kubeconfig",
      code: `az aks get-credentials ${place}`,
      expect: "The cluster is kubectl's current context.",
    },
    {
      label: "kubectl: the sensor's pods",
      code: "kubectl get pods -n kube-system | grep microsoft-defender",
      expect: "Every pod is Running; after removal nothing is printed.",
    },
  ];
}

function arc({ armId, name }: Named, group: string, subscription: string): HandCommand[] {
  const extension = "microsoft.azuredefender.kubernetes";
  const where = line("--resource-group", group, "--subscription", subscription);
  const at = `${where} --cluster-type connectedClusters ${line("--cluster-name", name)}`;
  return [
    {
      label: "Azure CLI: the extension",
      code: `az k8s-extension show ${at} --name ${extension}`,
      expect: "installState is Installed; it is Pending for the first minutes.",
    },
    {
      label: "REST",
      code: rest(
        `${armId}/providers/Microsoft.KubernetesConfiguration/extensions/${extension}`,
        "2023-05-01",
      ),
      expect: "properties.provisioningState is Succeeded.",
    },
    {
      label: "Azure CLI: a way to the cluster",
      code: `az connectedk8s proxy ${where} ${line("--name", name)}`,
      expect: "It listens until it is ended; kubectl works in another terminal.",
    },
    ARC_PODS,
  ];
}

/** Where the extension keeps its pods on a connected cluster, of whatever cloud. */
const ARC_PODS: HandCommand = {
  label: "kubectl: the sensor's pods",
  code: "kubectl get pods -n mdc",
  expect: "Every pod is Running; after removal there is no resource in the namespace.",
};

/** The commands for a cluster of another cloud, whose kubeconfig comes from that cloud. */
export function foreignCommands(cluster: ForeignPlace): HandCommand[] {
  return [WAYS_IN[cluster.kind](cluster), ARC_PODS, SIMULATION];
}

export interface ForeignPlace extends Named {
  kind: ForeignKind;
  region: string;
}

const WAYS_IN: Record<ForeignKind, (cluster: ForeignPlace) => HandCommand> = {
  eks: ({ armId, name, region }) => ({
    label: "AWS CLI: a kubeconfig",
    code: `aws eks update-kubeconfig ${line("--region", region, "--name", name)}`,
    expect: `The cluster is kubectl's current context. The AWS CLI is signed in to account ${armId.split(":")[4]}.`,
  }),
  gke: ({ armId, name, region }) => ({
    label: "gcloud: a kubeconfig",
    code: `gcloud container clusters get-credentials ${line(name, "--location", region, "--project", armId.split("/")[4] ?? "")}`,
    expect: "The cluster is kubectl's current context. kubectl needs gke-gcloud-auth-plugin.",
  }),
};

function rest(armId: string, version: string): string {
  const path = armId.split("/").map(segment).join("/");
  const url = `${config().azure.resourceManager}${path}?api-version=${version}`;
  return `az rest --method get ${line("--url", url)}`;
}

function line(...words: string[]): string {
  return words.map(bash).join(" ");
}
