import type { ExtensionFacts } from "../cloud/cloud.ts";

/** What connectivity Azure Arc reports of a cluster, with what it means. */
export const CONNECTIVITY = {
  Connected: "Its agents report to Azure.",
  Connecting: "Its agents have not reported for the first time yet.",
  Offline: "Its agents have not reported for a while. Bring the cluster or its network back.",
  Expired:
    "Its certificate ran out while it was away. Delete the resource and connect the cluster again.",
} as const;
export type Connectivity = keyof typeof CONNECTIVITY;

/** The words of the portal for what ARM says of an extension, with what they mean. */
const INSTALL_STATUS: Record<string, { label: string; says: string }> = {
  Succeeded: { label: "Installed", says: "The cluster's agents have installed it." },
  Creating: {
    label: "Pending",
    says: "Pending for the first minutes: the cluster's agents are installing it.",
  },
  Updating: { label: "Pending", says: "The cluster's agents are changing it." },
  Deleting: {
    label: "Uninstalling",
    says: "The cluster's agents are removing it; it takes minutes.",
  },
  Failed: { label: "Failed", says: "The cluster's agents could not install or remove it." },
  Canceled: { label: "Cancelled", says: "The last change of it was cancelled." },
};

/** The install status of an extension in the portal's words. */
export function installStatus(state: ExtensionFacts["state"]): { label: string; says: string } {
  return INSTALL_STATUS[state] ?? { label: state, says: "Azure reports a state of its own." };
}
