import type { Person } from "../access/model.ts";
import type { Tx } from "../db/client.ts";
import type { AuditAction, AuditOutcome } from "./model.ts";

export interface AuditRecord {
  actor: Pick<Person, "id" | "displayName"> | null;
  action: AuditAction;
  outcome: AuditOutcome;
  subscriptionId?: string | null;
  resourceGroup?: string;
  resourceId?: string | null;
  resourceName?: string;
  /** One plain sentence. */
  summary: string;
  before?: unknown;
  after?: unknown;
  correlationId: string;
  requestId?: string | null;
}

/** Writes an entry in the transaction of what it tells of, so that one can't be there without the other. */
export async function record(
  tx: Tx,
  { actor, before, after, ...entry }: AuditRecord,
): Promise<void> {
  await tx.auditEntry.create({
    data: {
      ...entry,
      personId: actor?.id ?? null,
      actor: actor?.displayName ?? "Breakwater",
      ...(before === undefined || before === null ? {} : { before }),
      ...(after === undefined || after === null ? {} : { after }),
    },
  });
}
