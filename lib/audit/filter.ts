import { z } from "zod";
import { AUDIT_ACTIONS, AUDIT_OUTCOMES, type AuditAction, type AuditOutcome } from "./model.ts";

/** What narrows the audit log; it stands in the URL. */
export const AuditFilter = z.strictObject({
  search: z.string().trim().max(200).optional(),
  action: z.array(z.enum(Object.keys(AUDIT_ACTIONS) as [AuditAction])).optional(),
  outcome: z.array(z.enum(Object.keys(AUDIT_OUTCOMES) as [AuditOutcome])).optional(),
  correlation: z.uuid().optional(),
  after: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
});
export type AuditFilter = z.infer<typeof AuditFilter>;
