import { z } from "zod";
import type { Resource } from "../../types.ts";

export const EXEMPTION_TYPE = "microsoft.authorization/policyexemptions";

const ExemptionProperties = z.looseObject({
  policyAssignmentId: z.string(),
  policyDefinitionReferenceIds: z.array(z.string()).nullish(),
  exemptionCategory: z.enum(["Waiver", "Mitigated"]),
  expiresOn: z.string().nullish(),
  displayName: z.string().max(128).nullish(),
  description: z.string().max(512).nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  assignmentScopeValidation: z.enum(["Default", "DoNotValidate"]).nullish(),
});
export type ExemptionProperties = z.infer<typeof ExemptionProperties>;

/** An exemption as it may be sent. */
export const ExemptionBody = z.looseObject({ properties: ExemptionProperties });

export function storedExemption({ body }: Resource): ExemptionProperties {
  return ExemptionProperties.parse(body.properties);
}
