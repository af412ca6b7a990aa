import type { Person } from "../access/model.ts";
import { record } from "../audit/record.ts";
import type { AzureCloud, WorkspaceWish } from "../cloud/cloud.ts";
import { db, sql } from "../db/client.ts";

/** Another worker is creating it; it takes a second or two. */
const ASK_AGAIN_SECONDS = 1;
/** A workspace that was there a moment ago is not asked for again by each of 10,000 fixes. */
const KNOWN_MS = 5 * 60_000;
const known = new Map<string, number>();

/**
 * Makes sure that a default workspace is there. However many fixes ask at once, one creates it: the others
 * find the lock taken and come back.
 */
export async function ensureDefaultWorkspace(
  cloud: AzureCloud,
  workspace: WorkspaceWish & { id: string },
  context: { person: Person; correlationId: string },
): Promise<"done" | { askAgainInSeconds: number }> {
  if ((known.get(workspace.id) ?? 0) > Date.now()) return "done";
  if (!(await cloud.workspaceReady(workspace.id))) {
    const progress = await createOnce(cloud, workspace, context);
    if (progress !== "done") return progress;
  }
  known.set(workspace.id, Date.now() + KNOWN_MS);
  return "done";
}

/** Whoever has the estate read again wants to be believed that things may have changed. */
export function forgetWorkspaces(): void {
  known.clear();
}

function createOnce(
  cloud: AzureCloud,
  workspace: WorkspaceWish & { id: string },
  { person, correlationId }: { person: Person; correlationId: string },
) {
  return db().$transaction(async (tx) => {
    const [lock] = await tx.$queryRaw<{ taken: boolean }[]>(
      sql`SELECT pg_try_advisory_xact_lock(hashtextextended(${workspace.id.toLowerCase()}, 0)) AS taken`,
    );
    if (!lock?.taken) return { askAgainInSeconds: ASK_AGAIN_SECONDS, created: false };
    const progress = await cloud.ensureWorkspace(workspace);
    if (progress !== "done" && progress.created) {
      await record(tx, {
        actor: person,
        action: "workspaces.create",
        outcome: "done",
        subscriptionId: workspace.subscriptionId,
        resourceGroup: workspace.resourceGroup.toLowerCase(),
        resourceId: workspace.id,
        resourceName: workspace.name,
        summary: `Created the default workspace for ${workspace.region}.`,
        correlationId,
      });
    }
    return progress;
  });
}
