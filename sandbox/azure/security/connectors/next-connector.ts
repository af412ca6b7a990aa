import type { Body, Principal } from "../../../types.ts";
import type { ConnectorBody, StoredConnector } from "./connector.ts";
import { OFFERINGS } from "./offerings.ts";

/** The trial of the paid offerings. */
const TRIAL_MS = 30 * 86_400_000;

interface Change {
  sent: ConnectorBody;
  before: StoredConnector | undefined;
  by: Principal;
  tenantId: string;
  /** Milliseconds since 1970. */
  now: number;
}

/** What becomes of a connector: what was sent, with what Azure says of it itself. */
export function nextConnector({ sent, before, by, tenantId, now }: Change): Body {
  const { kind, tags, properties } = sent;
  const at = new Date(now).toISOString();
  const who = { name: by.name, kind: by.kind === "User" ? "User" : "Application" };
  const { createdBy, createdByType, createdAt } = (before?.systemData ?? {}) as SystemData;
  return {
    location: regionCode(sent.location),
    ...(kind && { kind }),
    tags: tags ?? {},
    systemData: {
      createdBy: createdBy ?? who.name,
      createdByType: createdByType ?? who.kind,
      createdAt: createdAt ?? at,
      lastModifiedBy: who.name,
      lastModifiedByType: who.kind,
      lastModifiedAt: at,
    },
    properties: {
      ...properties,
      hierarchyIdentifierTrialEndDate:
        before?.properties.hierarchyIdentifierTrialEndDate ??
        new Date(now + TRIAL_MS).toISOString(),
      environmentData: environmentOf(properties.environmentData, tenantId),
      offerings: properties.offerings.map((offering) => ({
        ...offering,
        description: OFFERINGS[offering.offeringType]?.description,
      })),
    },
  };
}

/** `West Europe` is written westeurope. */
export function regionCode(location: string): string {
  return location.replaceAll(" ", "").toLowerCase();
}

interface SystemData {
  createdBy?: string;
  createdByType?: string;
  createdAt?: string;
}

/** The pool that a GCP connector's identities come from is named after the tenant. */
function environmentOf(
  data: ConnectorBody["properties"]["environmentData"],
  tenantId: string,
): object {
  if (data.environmentType !== "GcpProject" || !data.projectDetails) return data;
  const workloadIdentityPoolId = tenantId.replaceAll("-", "");
  return { ...data, projectDetails: { ...data.projectDetails, workloadIdentityPoolId } };
}
