import { INSTALLABLES, type Installable } from "./catalog.ts";

/** What a script knows of the cluster that it is at. */
export type Field = "subscription" | "group" | "cluster" | "state";

/** A word of a command: as it stands, or an option whose value is a fact of the cluster. */
export type Word = string | { option: string; of: Field };

interface Look {
  command: readonly Word[];
  /** Whether a cluster that answers so has nothing left to do. */
  done: { test: "is" | "isNot"; answer: string };
}

export interface Cli {
  /** Each task begins by looking, so that a script may be run again. */
  look: Record<"deploy" | "verify" | "remove", Look>;
  deploy: readonly Word[];
  remove: readonly Word[];
  /** What the Azure CLI does not have by itself. */
  needs: string | null;
}

const SUBSCRIPTION: Word = { option: "subscription", of: "subscription" };
const AKS: readonly Word[] = [
  SUBSCRIPTION,
  { option: "resource-group", of: "group" },
  { option: "name", of: "cluster" },
];
const ARC: readonly Word[] = [
  SUBSCRIPTION,
  { option: "resource-group", of: "group" },
  "--cluster-type=connectedClusters",
  { option: "cluster-name", of: "cluster" },
];

/** The Azure CLI's commands for each installable, as the article has them. */
export const CLI: Record<Installable, Cli> = {
  aksSensor: aks(
    "securityProfile.defender.securityMonitoring.enabled",
    ["update", "--enable-defender"],
    ["update", "--disable-defender"],
  ),
  aksPolicyAddon: aks(
    "addonProfiles.azurepolicy.enabled || addonProfiles.azurePolicy.enabled",
    ["enable-addons", "--addons=azure-policy"],
    ["disable-addons", "--addons=azure-policy"],
  ),
  arcDefenderExtension: arc("arcDefenderExtension"),
  arcPolicyExtension: arc("arcPolicyExtension"),
};

function aks(state: string, deploy: readonly string[], remove: readonly string[]): Cli {
  const command = ["az", "aks", "show", ...AKS, `--query=${state}`, "--output=tsv"];
  return {
    look: {
      deploy: { command, done: { test: "is", answer: "true" } },
      verify: { command, done: { test: "is", answer: "true" } },
      remove: { command, done: { test: "isNot", answer: "true" } },
    },
    deploy: ["az", "aks", ...deploy, ...AKS, "--output=none"],
    remove: ["az", "aks", ...remove, ...AKS, "--output=none"],
    needs: null,
  };
}

/** Extensions are found by their type: somebody may have given another name. */
function arc(id: "arcDefenderExtension" | "arcPolicyExtension"): Cli {
  const { name, type } = INSTALLABLES[id].extension;
  const look = (member: string): readonly Word[] => [
    "az",
    "k8s-extension",
    "list",
    ...ARC,
    `--query=[?extensionType=='${type}'] | [0].${member} || ''`,
    "--output=tsv",
  ];
  const installed: Look = {
    command: look("provisioningState"),
    done: { test: "is", answer: "Succeeded" },
  };
  return {
    look: {
      deploy: installed,
      verify: installed,
      remove: { command: look("name"), done: { test: "is", answer: "" } },
    },
    deploy: [
      "az",
      "k8s-extension",
      "create",
      ...ARC,
      `--name=${name}`,
      `--extension-type=${type}`,
      "--output=none",
    ],
    remove: [
      "az",
      "k8s-extension",
      "delete",
      ...ARC,
      { option: "name", of: "state" },
      "--yes",
      "--output=none",
    ],
    needs: "k8s-extension",
  };
}
