import { z } from "zod";
import type { Resource } from "../../../types.ts";
import { CLOUDS, OFFERINGS } from "./offerings.ts";

export const CONNECTOR_TYPE = "microsoft.security/securityconnectors";
/** As Azure spells it in answers. */
export const SHOWN_CONNECTOR_TYPE = "Microsoft.Security/securityConnectors";

const AwsMembership = z.discriminatedUnion("organizationMembershipType", [
  z.looseObject({
    organizationMembershipType: z.literal("Organization"),
    stacksetName: z.string().nullish(),
    excludedAccountIds: z.array(z.string()).nullish(),
  }),
  z.looseObject({
    organizationMembershipType: z.literal("Member"),
    parentHierarchyId: z.string().nullish(),
  }),
]);
const GcpMembership = z.discriminatedUnion("organizationMembershipType", [
  z.looseObject({
    organizationMembershipType: z.literal("Organization"),
    excludedProjectNumbers: z.array(z.string()).nullish(),
    serviceAccountEmailAddress: z.string().nullish(),
    workloadIdentityProviderId: z.string().nullish(),
  }),
  z.looseObject({
    organizationMembershipType: z.literal("Member"),
    parentHierarchyId: z.string().nullish(),
    managementProjectNumber: z.string().nullish(),
  }),
]);
const scanInterval = z.number().int().nullish();

const EnvironmentData = z.discriminatedUnion("environmentType", [
  z.looseObject({
    environmentType: z.literal("AwsAccount"),
    organizationalData: AwsMembership.nullish(),
    regions: z
      .array(
        z.string().regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, "This is not the code of an AWS region."),
      )
      .nullish(),
    scanInterval,
  }),
  z.looseObject({
    environmentType: z.literal("GcpProject"),
    organizationalData: GcpMembership.nullish(),
    projectDetails: z
      .looseObject({ projectNumber: z.string().nullish(), projectId: z.string().nullish() })
      .nullish(),
    scanInterval,
  }),
]);

const named = Object.entries(OFFERINGS).map(([name, { members }]) =>
  z.looseObject({ offeringType: z.literal(name), ...members }),
);
const [first, ...others] = named;
if (!first) throw new Error("There is no offering at all.");
const CloudOffering = z.discriminatedUnion("offeringType", [first, ...others]);

const properties = {
  hierarchyIdentifier: z.string(),
  environmentName: z.enum(CLOUDS),
  environmentData: EnvironmentData,
  offerings: z.array(CloudOffering),
};

/** What a PUT has to hold. */
export const ConnectorBody = z.looseObject({
  location: z.string().min(1),
  kind: z.string().nullish(),
  tags: z.record(z.string(), z.string()).nullish(),
  properties: z.looseObject({ ...properties, offerings: properties.offerings.default([]) }),
});
export type ConnectorBody = z.infer<typeof ConnectorBody>;

/** What a PATCH may hold: members that are named replace what was there. */
export const ConnectorPatch = z.looseObject({
  tags: z.record(z.string(), z.string()).nullish(),
  properties: z.looseObject(properties).partial().nullish(),
});

/** What the sandbox itself reads of a stored connector. */
export const StoredConnector = z.looseObject({
  location: z.string(),
  tags: z.record(z.string(), z.string()).nullish(),
  properties: z.looseObject({ ...properties, hierarchyIdentifierTrialEndDate: z.string() }),
});
export type StoredConnector = z.infer<typeof StoredConnector>;

export function storedConnector({ body }: Resource): StoredConnector {
  return StoredConnector.parse(body);
}
