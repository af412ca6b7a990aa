import type { Body, Resource } from "../../../types.ts";
import { SHOWN_CONNECTOR_TYPE } from "./connector.ts";
import { RENAMED_SINCE } from "./versions.ts";

type Offering = Readonly<Record<string, unknown>>;

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

/** A connector as ARM shows it in a version. */
export function shownConnector({ id, name, etag, body }: Resource, apiVersion: string): object {
  const shown = { id, name, type: SHOWN_CONNECTOR_TYPE, etag: `"${etag}"`, ...body };
  if (apiVersion >= RENAMED_SINCE) return shown;
  const properties = body.properties as Body & { offerings: Offering[] };
  return { ...shown, properties: { ...properties, offerings: properties.offerings.map(renamed) } };
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
