import { AWS_ACCOUNTS } from "../../../aws/accounts.ts";
import { findProject } from "../../../gcp/rows.ts";
import type { Store } from "../../../store.ts";
import type { Body, Resource } from "../../../types.ts";
import { SHOWN_CONNECTOR_TYPE } from "./connector.ts";
import { RENAMED_SINCE } from "./versions.ts";

type Offering = Readonly<Record<string, unknown>>;
interface Environment {
  environmentType: string;
  projectDetails?: Body;
  [member: string]: unknown;
}
interface Properties {
  hierarchyIdentifier: string;
  environmentData: Environment;
  offerings: readonly Offering[];
}

/** What members of the Containers offerings were called before they were renamed; null had no place yet. */
const OLD_NAMES: Readonly<Record<string, Readonly<Record<string, string | null>>>> = {
  DefenderForContainersAws: {
    kubernetesDataCollection: "kubernetesScubaReader",
    dataCollectionExternalId: "scubaExternalId",
    enableAuditLogsAutoProvisioning: "autoProvisioning",
    enableDefenderAgentAutoProvisioning: null,
    enablePolicyAgentAutoProvisioning: null,
    vmScanners: null,
  },
  DefenderForContainersGcp: {
    enableAuditLogsAutoProvisioning: "auditLogsAutoProvisioningFlag",
    enableDefenderAgentAutoProvisioning: "defenderAgentAutoProvisioningFlag",
    enablePolicyAgentAutoProvisioning: "policyAgentAutoProvisioningFlag",
    vmScanners: null,
  },
};

/** A connector as ARM shows it in a version, with what the other cloud calls the account or project. */
export function shownConnector(
  store: Store,
  { id, name, etag, body }: Resource,
  apiVersion: string,
): object {
  const { offerings, environmentData, ...rest } = body.properties as Properties;
  return {
    id,
    name,
    type: SHOWN_CONNECTOR_TYPE,
    etag: `"${etag}"`,
    ...body,
    properties: {
      ...rest,
      environmentData: withName(store, environmentData, rest.hierarchyIdentifier),
      offerings: apiVersion >= RENAMED_SINCE ? offerings : offerings.map(renamed),
    },
  };
}

/** Azure reads the name from the other cloud; what a client sends in its place is passed over. */
function withName(store: Store, data: Environment, hierarchyIdentifier: string): Environment {
  if (data.environmentType === "GcpProject") {
    const { projectName: _, ...details } = data.projectDetails ?? {};
    const name = findProject(store, hierarchyIdentifier)?.body.displayName;
    return { ...data, projectDetails: { ...details, ...(name ? { projectName: name } : {}) } };
  }
  const { accountName: _, ...rest } = data;
  const account = AWS_ACCOUNTS.find((one) => one.id === hierarchyIdentifier);
  return { ...rest, ...(account && { accountName: account.name }) };
}

function renamed(offering: Offering): Offering {
  const names = OLD_NAMES[String(offering.offeringType)] ?? {};
  return Object.fromEntries(
    Object.entries(offering).flatMap(([name, value]) => {
      const old = name in names ? names[name] : name;
      return old ? [[old, value]] : [];
    }),
  );
}
