import { createHash } from "node:crypto";
import type { ForeignCloud } from "../cloud/cloud.ts";
import { EXTENSION_TYPES } from "../cloud/wishes.ts";
import { inComment } from "../options/quote.ts";
import type { ArcPart } from "../recommendations/catalog.ts";
import type { ArcLanguage } from "./catalog-script.ts";

/** A cluster of another cloud that a script connects to Azure Arc. */
export interface ArcTarget {
  /** ARN of an EKS cluster, or the full resource name of a GKE cluster. */
  id: string;
  name: string;
  /** Region or zone. */
  region: string;
  /** What it is called, or will be called, in Azure Arc, and where. */
  arcName: string;
  subscriptionId: string;
  resourceGroup: string;
}

/** What one script does: to the clusters of one AWS account, or of one GCP project. */
export interface ArcRequest {
  cloud: ForeignCloud;
  /** The connector's own: the account's twelve digits; or the project's id, with its number. */
  environment: string;
  projectNumber: string;
  /** The Azure region of the Arc resources that are created. */
  location: string;
  parts: readonly ArcPart[];
  targets: readonly ArcTarget[];
}

export type { ArcLanguage } from "./catalog-script.ts";

/** The extensions as scripts name them. */
export const EXTENSIONS: Record<ArcPart, { name: string; type: string; label: string }> = {
  sensor: {
    name: "microsoft.azuredefender.kubernetes",
    type: EXTENSION_TYPES.sensor,
    label: "Microsoft Defender's extension",
  },
  policy: {
    name: "azurepolicy",
    type: EXTENSION_TYPES.policy,
    label: "the Azure Policy extension",
  },
};

/** What differs between the clouds in the words of a script. */
export const TOOLS = {
  aws: {
    kind: "EKS",
    programs: ["az", "aws", "kubectl"],
    distribution: "eks",
    infrastructure: "aws",
    needs:
      "the AWS CLI, kubectl and the Azure CLI with its extensions connectedk8s and k8s-extension",
  },
  gcp: {
    kind: "GKE",
    programs: ["az", "gcloud", "kubectl", "gke-gcloud-auth-plugin"],
    distribution: "gke",
    infrastructure: "gcp",
    needs:
      "gcloud with gke-gcloud-auth-plugin, kubectl and the Azure CLI with its extensions connectedk8s and k8s-extension",
  },
} as const;

const DIGITS = 16;
const NAMED = 5;

/** By what a script remembers that it is done with a cluster. */
export function keyOf({ id }: Pick<ArcTarget, "id">, parts: readonly ArcPart[]): string {
  return hash([id, ...[...parts].sort()]).slice(0, DIGITS);
}

/** What a script's state and log are called: the same script has the same ones. */
export function stemOf({ targets, parts }: Pick<ArcRequest, "targets" | "parts">): string {
  return `remediation-${hash(targets.map((target) => keyOf(target, parts))).slice(0, 8)}`;
}

/** The name of the download: from our own words alone. */
export function arcFileName(request: ArcRequest, language: ArcLanguage): string {
  const ending = language === "bash" ? "sh" : "ps1";
  return `RemediationScript-${stemOf(request).slice("remediation-".length)}.${ending}`;
}

/** What the script does, in a sentence. */
export function arcSentence({ cloud, parts, targets }: ArcRequest): string {
  const { kind } = TOOLS[cloud];
  const on = targets.length === 1 ? `1 ${kind} cluster` : `${targets.length} ${kind} clusters`;
  const what = parts.map((part) => EXTENSIONS[part].label).join(" and ");
  return `Connects ${on} to Azure Arc where it is not, and installs ${what}.`;
}

/** The lines that a script begins with, for who finds it in a year. Names in them can't end the comment. */
export function arcHeading(request: ArcRequest): string[] {
  const { cloud, environment, targets } = request;
  const names = targets.slice(0, NAMED).map(({ name }) => inComment(name));
  const rest = targets.length - names.length;
  return [
    arcSentence(request),
    `Clusters: ${names.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`,
    `${cloud === "aws" ? "AWS account" : "GCP project"}: ${inComment(environment)}`,
    `Needs ${TOOLS[cloud].needs}, all signed in.`,
    "In Azure it needs the role Kubernetes Cluster - Azure Arc Onboarding and Kubernetes Extension Contributor, or",
    "Contributor, on the resource groups; in the clusters it needs to be cluster administrator.",
    "It may be run again: what is done is left as it is. Beside it lie its log and what it remembers.",
  ];
}

/** Why a cluster can't be in a script, or null. No cloud gives out such names. */
export function unfitForArc(target: ArcTarget, language: ArcLanguage): string | null {
  const { id, name, region, resourceGroup, subscriptionId, arcName } = target;
  const values = [id, name, region, resourceGroup, subscriptionId, arcName];
  if (values.some((value) => value === "" || value === "." || value === "..")) {
    return "Its name, place or resource group is empty or made of dots.";
  }
  if (values.some((value) => value.includes("\0"))) {
    return "Its name has a NUL character, which no command can carry.";
  }
  // Tools read these as the name of a file, or as an option.
  const given = [name, region, resourceGroup, subscriptionId];
  if (given.some((value) => /^(@|-|fileb?:\/\/)/i.test(value))) {
    return "Its name begins with what command line tools read as a file or an option.";
  }
  if (!/^[-\w.]+$/.test(arcName))
    return "Its name in Azure Arc has characters that Azure takes in no name.";
  // On Windows az and gcloud are batch files, and cmd.exe reads these even in quotes.
  if (language === "powershell" && values.some((value) => /["%\\\p{Cc}]/u.test(value))) {
    return "Its name has characters that cmd.exe, through which az runs on Windows, would interpret.";
  }
  return null;
}

function hash(words: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(words)).digest("hex");
}
