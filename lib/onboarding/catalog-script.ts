import type { ForeignCloud } from "../cloud/cloud.ts";
import { CODE_OF_REGION } from "../workspaces/regions.ts";

/** Where Arc resources can be created, and the one that the portal's users know as the first choice. */
export const ARC_REGIONS: readonly string[] = Object.keys(CODE_OF_REGION);
export const USUAL_ARC_REGION = "centralus";

/** In what a script is written, and where it runs. */
export const ARC_LANGUAGES = { bash: "Bash", powershell: "PowerShell" } as const;
export type ArcLanguage = keyof typeof ARC_LANGUAGES;

/** Clusters that one script holds; a larger estate takes several. */
export const SCRIPT_CLUSTERS_MAX = 1_000;

/** A file for a person's own tools. */
export interface ScriptFile {
  name: string;
  text: string;
  leftOut: { name: string; why: string }[];
}

/** Clusters of one AWS account or GCP project: one script is theirs, since tools are signed in to one at a time. */
export interface ScriptEnvironment {
  connectorId: string;
  name: string;
  cloud: ForeignCloud;
  /** The account, or the project. */
  environment: string;
  clusters: number;
}

/** What a script would be about. */
export interface ScriptPreview {
  environments: ScriptEnvironment[];
  total: number;
  /** The first of them, by name. */
  clusters: {
    id: string;
    name: string;
    arcName: string;
    connected: boolean;
    /** What Azure Arc says of its agents; null where it is not connected. */
    connectivity: string | null;
    subscriptionId: string;
    subscription: string;
    resourceGroup: string;
  }[];
  /** Policies that would prevent the installation of Azure Arc, or may. */
  blocks: { assignmentId: string; displayName: string; scope: string; surely: boolean }[];
  /** Assignments that could not be looked into. */
  unread: string[];
  /** Why Azure could not be asked for its policies; null when it could. */
  fault: string | null;
}

/** What lets a role into EKS clusters, for a person's own tools. */
export interface AccessScripts {
  roleArn: string;
  command: string;
  files: { name: string; does: string; text: string }[];
  eksctl: string;
  leftOut: { name: string; why: string }[];
}
