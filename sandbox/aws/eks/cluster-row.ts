import type { AuthenticationMode, ClusterBody } from "./cluster.ts";

/** One EKS cluster of the estate, in the few facts that tell it from the others. */
export interface EksRow {
  name: string;
  region: string;
  traits: readonly EksTrait[];
  nodes: number;
  instanceType: string;
  version: string;
  mode: AuthenticationMode;
  tags: Readonly<Record<string, string>>;
}

const DEFAULTS = {
  traits: [],
  nodes: 3,
  instanceType: "m6i.large",
  version: "1.31",
  mode: "API_AND_CONFIG_MAP",
  tags: {},
} as const;

/** Writes a row down with what most clusters have in common left out. */
export function eks(
  name: string,
  region: string,
  rest: Partial<Omit<EksRow, "name" | "region">> = {},
): EksRow {
  return { ...DEFAULTS, name, region, ...rest };
}

const ALL_LOGS = ["api", "audit", "authenticator", "controllerManager", "scheduler"] as const;

/** What a trait changes of a plain cluster's body, which is public, sends no logs and carries no tag of Defender. */
export const EKS_TRAITS = {
  /** Audit logs go to CloudWatch. */
  audit: () => ({ logging: ["audit"] }),
  /** So does everything else. */
  allLogs: () => ({ logging: ALL_LOGS }),
  excludedAgents: (body) => tagged(body, "ms_defender_container_exclude_agents"),
  excludedSensors: (body) => tagged(body, "ms_defender_container_exclude_sensors"),
  excludedAgentless: (body) => tagged(body, "ms_defender_container_exclude_agentless"),
  /** Its API server can be reached from its own network only. */
  private: () => ({
    endpointPublicAccess: false,
    endpointPrivateAccess: true,
    publicAccessCidrs: [],
  }),
  /** Its API server can be reached from the company's own addresses only. */
  restricted: () => ({ endpointPrivateAccess: true, publicAccessCidrs: ["203.0.113.0/24"] }),
  /** Who made it does not exist any more, so that nobody may come in. */
  orphaned: ({ creatorArn }) => ({ creatorArn: creatorArn.replace(/:user\/.*$/, ":user/gone") }),
  /** Only `aws-auth` says who may come in. */
  configMap: () => ({ authenticationMode: "CONFIG_MAP" }),
  /** Only access entries say it. */
  api: () => ({ authenticationMode: "API" }),
  /** It is being made and does not answer yet. */
  creating: () => ({ status: "CREATING" }),
} as const satisfies Readonly<Record<string, (body: ClusterBody) => Partial<ClusterBody>>>;

export type EksTrait = keyof typeof EKS_TRAITS;

function tagged({ tags }: ClusterBody, tag: string): Partial<ClusterBody> {
  return { tags: { ...tags, [tag]: "true" } };
}
