import { randomUUID } from "node:crypto";
import type { NewResource, Resource } from "./types.ts";

/** A resource as the table keeps it. */
export interface ResourceRow {
  id: string;
  type: string;
  name: string;
  subscription_id: string | null;
  resource_group: string | null;
  location: string | null;
  parent_key: string | null;
  body: string;
  etag: string;
  created_at: number;
  changed_at: number;
}

// A replaced resource keeps its first spelling of the id and its moment of creation, as in ARM.
export const UPSERT = `
INSERT INTO resource (id_key, id, type, name, subscription_id, resource_group, location, parent_key,
  body, etag, created_at, changed_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id_key) DO UPDATE SET location = excluded.location, parent_key = excluded.parent_key,
  body = excluded.body, etag = excluded.etag, changed_at = excluded.changed_at`;

/** The values of a row, in the order that UPSERT names them. */
export function columnsOf(resource: NewResource, now: number): (string | number | null)[] {
  return [
    resource.id.toLowerCase(),
    resource.id,
    resource.type,
    resource.name,
    resource.subscriptionId?.toLowerCase() ?? null,
    resource.resourceGroup?.toLowerCase() ?? null,
    resource.location ?? null,
    resource.parentId?.toLowerCase() ?? null,
    JSON.stringify(resource.body),
    randomUUID(),
    now,
    now,
  ];
}

export function resourceOf(row: ResourceRow): Resource {
  return {
    id: row.id,
    type: row.type,
    name: row.name,
    ...(row.subscription_id !== null && { subscriptionId: row.subscription_id }),
    ...(row.resource_group !== null && { resourceGroup: row.resource_group }),
    ...(row.location !== null && { location: row.location }),
    ...(row.parent_key !== null && { parentId: row.parent_key }),
    body: JSON.parse(row.body),
    etag: row.etag,
    createdAt: row.created_at,
    changedAt: row.changed_at,
  };
}
