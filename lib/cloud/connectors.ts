import type { BeforeCall, CallRules, Progress } from "./cloud.ts";
import type { Call, Change, ClusterFacts, ClusterWish } from "./facts.ts";
import type { FaultRecord } from "./faults.ts";

export type ForeignCloud = "aws" | "gcp";

/** The portal's own roles in an AWS account: it comes in by the first, and works as the second. */
export const PORTAL_ROLES = {
  access: "BreakwaterAccessRole",
  containers: "BreakwaterContainersRole",
} as const;

/** The portal's own service account in a GCP project, and the name of its workload identity pool and provider. */
export const PORTAL_ACCOUNT = { name: "breakwater-portal", pool: "breakwater" } as const;

/** What the description of that account begins with; the version of the script that made it follows. */
export const TEMPLATE_MARK = "Breakwater template ";

/** A securityConnector as Azure returned it; `properties` is everything below that name. */
export interface ConnectorFacts {
  /** Lower-cased ARM id. */
  id: string;
  armId: string;
  name: string;
  cloud: ForeignCloud;
  subscriptionId: string;
  /** Lower-cased name. */
  resourceGroup: string;
  region: string;
  /** The twelve digits of an AWS account, or the number of a GCP project. */
  hierarchyId: string;
  /** GCP: the project's id in words; "" on AWS. */
  projectId: string;
  membership: "Organization" | "Member" | "";
  /** Hours between two readings of the environment by Defender for Cloud. */
  scanHours: number;
  /** The ExternalId that its Containers offering names; "" where there is none. */
  externalId: string;
  properties: ConnectorProperties;
}

export interface Offering {
  offeringType: string;
  [unknown: string]: unknown;
}

export interface ConnectorProperties {
  environmentName: string;
  hierarchyIdentifier: string;
  environmentData: { environmentType: string; [unknown: string]: unknown };
  offerings: Offering[];
  [unknown: string]: unknown;
}

/** What a connector shall be: what is sent to Azure, whole. */
export interface ConnectorDocument {
  location: string;
  properties: ConnectorProperties;
}

/** What Azure can do for us about connectors. */
export interface ConnectorDirectory {
  /** All connectors of the estate, up to 1,000 at a time. May lag. */
  connectors(): AsyncIterable<ConnectorFacts[]>;
  /** One connector, fresh; null where there is none. */
  connector(armId: string): Promise<ConnectorFacts | null>;
  /** The call that would make it so. Pure: nothing is read or sent. */
  connectorCall(armId: string, document: ConnectorDocument): Call;
  /**
   * Creates or changes the connector, and its resource group before, unless it is so already. Throws `changed`
   * when what is there is not what `expected` describes (null: nothing was there).
   */
  ensureConnector(
    armId: string,
    document: ConnectorDocument,
    expected: (found: ConnectorFacts | null) => boolean,
  ): Promise<{
    connector: ConnectorFacts;
    before: ConnectorFacts | null;
    call: Call | null;
    requestId: string | null;
  }>;
  /** Pure: nothing is read or sent. */
  connectorRemoval(armId: string): Call;
  /** Takes the connector away; answers Azure's request id, null when it was gone already. */
  removeConnector(armId: string): Promise<string | null>;
}

/** Through what a connected environment is reached. */
export interface ConnectorAccess {
  cloud: ForeignCloud;
  /** The twelve digits of an AWS account, or the number of a GCP project. */
  hierarchyId: string;
  projectId: string;
  /** AWS: asked for by the role that the portal takes. */
  externalId: string;
  /** AWS: the regions that are read; all that the account has enabled where none is named. */
  regions: readonly string[];
  /** AWS: the role that Defender's agentless discovery enters clusters with. */
  agentlessRoleArn: string;
  /** Lower-cased id of the connector, and where it stands: its clusters stand there too. */
  connectorId: string;
  subscriptionId: string;
  resourceGroup: string;
}

/** As whom the portal shows itself to another cloud, read off the token that it would send. */
export interface FederatedIdentity {
  /** https URL of who signs the token. */
  issuer: string;
  audience: string;
  /** Object id of the portal's service principal. */
  subject: string;
  /** The tenant of Entra ID that the connector belongs to, and the portal as well. */
  tenantId: string;
}

/** A right that is needed, and whether it was found. */
export interface RightFound {
  /** Which role or service account needs it, by its name. */
  holder: string;
  /** "eks:DescribeCluster", "container.clusters.update"; "" for the holder itself. */
  action: string;
  found: boolean;
}

/** What verifying a connector's access has found. */
export interface AccessReading {
  /** As whom the cloud knows the portal: an ARN, or a service account. */
  identity: string;
  /** The version of the template or script that is applied; "" where none says so. */
  template: string;
  rights: RightFound[];
  /** Why nothing could be read. */
  fault: FaultRecord | null;
}

/** What must hold of a role or of a service account, so that a component works. */
export interface NeededRights {
  holder: string;
  /** ARN of the role, or the service account's e-mail address. */
  id: string;
  actions: readonly string[];
}

/** Clusters of one region, or of several. */
export interface ClusterPage {
  described: ClusterFacts[];
  /** Ids of clusters that are there and were not to be described again. */
  unchanged: string[];
  /** Regions or zones that could not be read: what is in them is neither known nor gone. */
  unread: { region: string; fault: FaultRecord }[];
}

/** What an AWS account or a GCP project can do for us, with the connector's identity. */
export interface ConnectorCloud {
  /** Tries to come in and looks for every right; never throws a CloudFault. */
  readAccess(needed: readonly NeededRights[]): Promise<AccessReading>;
  /**
   * All clusters of all regions, some at a time. Where the cloud's list says too little, a cluster that is not to be
   * described again comes as its id alone.
   */
  clusters(describeAgain: (id: string) => boolean): AsyncIterable<ClusterPage>;
  cluster(id: string): Promise<ClusterFacts>;
  /** The call that would grant the wish, from the cluster as it is now. */
  clusterChange(id: string, wish: ClusterWish): Promise<Change>;
  /**
   * `earlier` is the `before` of a change that an earlier run stored and may have sent. To be called again until it
   * answers "done": a wish may take several calls, of which each waits for the one before.
   */
  ensureOnCluster(
    id: string,
    wish: ClusterWish,
    before: BeforeCall,
    earlier: unknown,
  ): Promise<Progress>;
  /** Why a long-running operation failed, or null while it runs or when it went well. */
  operationFault(operationUrl: string): Promise<FaultRecord | null>;
}

/** How a ConnectorCloud's calls are made, and in whose name they stand in the cloud's own log. */
export interface ConnectorRules extends CallRules {
  /** The person's user name; "breakwater" for discovery. */
  sessionName: string;
}
