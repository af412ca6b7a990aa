import type { AzureCloud, ManagementGroupFacts, SubscriptionFacts } from "../cloud/cloud.ts";
import { db, sql } from "../db/client.ts";

/** Brings the tree of management groups and subscriptions up to date. Answers how many subscriptions there are. */
export async function syncEnvironments(cloud: AzureCloud): Promise<number> {
  const [groups, subscriptions] = await Promise.all([
    cloud.managementGroups(),
    cloud.subscriptions(),
  ]);
  const seenAt = new Date();
  const moved = await treeMoved(groups, subscriptions);
  await db().$transaction([
    db().$executeRaw(sql`
      INSERT INTO management_group (id, display_name, parent_id, seen_at)
      SELECT id, "displayName", "parentId", ${seenAt}
        FROM jsonb_to_recordset(${JSON.stringify(groups)}::jsonb) AS x(id text, "displayName" text, "parentId" text)
      ON CONFLICT (id) DO UPDATE SET display_name = excluded.display_name,
        parent_id = excluded.parent_id, seen_at = excluded.seen_at`),
    db().$executeRaw(sql`
      INSERT INTO subscription (id, display_name, state, management_group_id, seen_at)
      SELECT id, "displayName", state, "managementGroupId", ${seenAt}
        FROM jsonb_to_recordset(${JSON.stringify(subscriptions)}::jsonb)
          AS x(id text, "displayName" text, state text, "managementGroupId" text)
      ON CONFLICT (id) DO UPDATE SET display_name = excluded.display_name, state = excluded.state,
        management_group_id = excluded.management_group_id, seen_at = excluded.seen_at`),
    db().managementGroup.deleteMany({ where: { seenAt: { lt: seenAt } } }),
    db().subscription.deleteMany({ where: { seenAt: { lt: seenAt } } }),
    // Who sees what depends on where a subscription stands in the tree.
    ...(moved ? [db().person.updateMany({ data: { rightsReadAt: null } })] : []),
  ]);
  return subscriptions.length;
}

async function treeMoved(
  groups: ManagementGroupFacts[],
  subscriptions: SubscriptionFacts[],
): Promise<boolean> {
  const [knownGroups, knownSubscriptions] = await Promise.all([
    db().managementGroup.findMany({ select: { id: true, parentId: true } }),
    db().subscription.findMany({ select: { id: true, managementGroupId: true } }),
  ]);
  const shape = (
    g: { id: string; parentId: string | null }[],
    s: { id: string; managementGroupId: string | null }[],
  ) =>
    [...g.map((x) => `${x.id}<${x.parentId}`), ...s.map((x) => `${x.id}<${x.managementGroupId}`)]
      .sort()
      .join();
  return shape(groups, subscriptions) !== shape(knownGroups, knownSubscriptions);
}
