import type { Resource } from "../types.ts";

/**
 * Tags that keep the sensor off a cluster: the one of the article, and the one that took its place (2026-02).
 * https://learn.microsoft.com/azure/defender-for-cloud/defender-for-containers-enable
 */
const EXCLUDING_TAGS = [
  "ms_defender_container_exclude_agents",
  "ms_defender_container_exclude_sensors",
];

/** Whether a cluster is excluded from automatic provisioning of the sensor. */
export function isExcludedByTag({ body }: Resource): boolean {
  const tags = (body.tags ?? {}) as Record<string, string>;
  return Object.entries(tags).some(
    ([name, value]) =>
      EXCLUDING_TAGS.includes(name.toLowerCase()) && value.trim().toLowerCase() === "true",
  );
}
