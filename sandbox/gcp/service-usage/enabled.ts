import type { Store } from "../../store.ts";
import type { Resource } from "../../types.ts";
import { findProject } from "../rows.ts";

/** Services that every project has, without anybody enabling them. */
const ALWAYS = ["serviceusage", "sts"];

/** Since when each service is enabled on a project, in milliseconds since 1970, by its whole name. */
export function servicesOf(project: Resource): Readonly<Record<string, number>> {
  return (project.body.services ?? {}) as Record<string, number>;
}

/** Whether a service such as `container` may be called for a project. */
export function isEnabled(store: Store, { name }: Resource, service: string): boolean {
  const project = findProject(store, name);
  return (
    ALWAYS.includes(service) ||
    (project !== undefined && `${service}.googleapis.com` in servicesOf(project))
  );
}
