import { z } from "zod/mini";

const ID_MAX = 600;
const EXCLUSIONS_MAX = 400;

const Id = z.string().check(z.trim(), z.maxLength(ID_MAX));

/** What a person fills in to assign a policy; a draft may be incomplete. */
export const AssignmentChoice = z.strictObject({
  /** ARM id of a management group, a subscription or a resource group; "" while none is chosen. */
  scope: Id,
  notScopes: z.array(Id).check(z.maxLength(EXCLUSIONS_MAX)),
  displayName: z.string().check(z.trim(), z.maxLength(128)),
  description: z.string().check(z.trim(), z.maxLength(512)),
  enforced: z.boolean(),
  /** Only what is to differ from the definition's own values. */
  parameters: z.record(z.string().check(z.maxLength(128)), z.unknown()),
  /** Where the managed identity lives. */
  region: z.string().check(z.trim(), z.maxLength(60)),
  /** Whether to deploy to what is there already, by a remediation task. */
  remediate: z.boolean(),
});
export type AssignmentChoice = z.infer<typeof AssignmentChoice>;

/** The tabs of the wizard in order, as the Azure portal has them. */
export const STEPS = {
  basics: "Basics",
  parameters: "Parameters",
  remediation: "Remediation",
  review: "Review + create",
} as const;
export type Step = keyof typeof STEPS;
