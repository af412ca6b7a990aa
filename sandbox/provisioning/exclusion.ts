import type { Resource } from "../types.ts";

/**
 * Tags that keep the sensor off a cluster: the one of the article, and the one that took its place (2026-02).
 * https://learn.microsoft.com/azure/defender-for-cloud/defender-for-containers-enable
 */
const SENSOR_TAGS = [
  "ms_defender_container_exclude_agents",
  "ms_defender_container_exclude_sensors",
];

/** The tag that keeps off what works without a sensor. */
const AGENTLESS_TAGS = ["ms_defender_container_exclude_agentless"];

type Tags = Readonly<Record<string, string>>;

/** Whether a cluster is excluded from automatic provisioning of the sensor. */
export function isExcludedByTag({ body }: Resource): boolean {
  return isExcluded((body.tags ?? {}) as Tags, "sensor");
}

/** Whether tags or labels keep the sensor, or what works without one, off a cluster. */
export function isExcluded(tags: Tags, from: "sensor" | "agentless"): boolean {
  const excluding = from === "sensor" ? SENSOR_TAGS : AGENTLESS_TAGS;
  return Object.entries(tags).some(
    ([name, value]) =>
      excluding.includes(name.toLowerCase()) && value.trim().toLowerCase() === "true",
  );
}
