import { DEFENDER_POOL } from "../../../provisioning/clouds/defender-identity.ts";
import type { Body, Principal } from "../../../types.ts";
import type { ConnectorBody, StoredConnector } from "./connector.ts";
import { OFFERINGS } from "./offerings.ts";

/** The trial of the paid offerings. */
const TRIAL_MS = 30 * 86_400_000;

interface Change {
  sent: ConnectorBody;
  before: StoredConnector | undefined;
  by: Principal;
  /** Milliseconds since 1970. */
  now: number;
}

/** What becomes of a connector: what was sent, with what Azure says of it itself. */
export function nextConnector({ sent, before, by, now }: Change): Body {
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
      environmentData: environmentOf(properties.environmentData),
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

/** What Azure adds: the pool that its identities come from in a project. */
function environmentOf(data: ConnectorBody["properties"]["environmentData"]): object {
  if (data.environmentType !== "GcpProject" || !data.projectDetails) return data;
  const projectDetails = { ...data.projectDetails, workloadIdentityPoolId: DEFENDER_POOL };
  return { ...data, projectDetails };
}
