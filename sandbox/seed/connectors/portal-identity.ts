import { PORTAL } from "../../identities.ts";

/** What a token of the portal's own application says, by which other clouds know it. */
export interface PortalIdentity {
  issuer: string;
  audience: string;
  subject: string;
}

/** @param issuer of the sandbox's tenant, which has the sandbox's own address in it */
export function portalIdentity(issuer: string): PortalIdentity {
  return { issuer, audience: `api://${PORTAL.clientId}`, subject: PORTAL.objectId };
}
