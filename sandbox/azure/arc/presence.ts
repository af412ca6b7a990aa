const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** An agent reports this often: https://learn.microsoft.com/azure/azure-arc/kubernetes/faq (2025-06). */
const HEARTBEAT_MS = 5 * MINUTE_MS;
/** How long the certificate of an agent is good for, and how often it takes a new one; the same page. */
const CERTIFICATE_DAYS = 90;
const RENEWED_AFTER_DAYS = 46;

type Properties = Readonly<Record<string, unknown>>;

/**
 * A connected cluster's properties at a moment. While its agent reports, the times that it renews move with the
 * clock; of one that is silent they stay what they were.
 */
export function presentProperties(properties: Properties, now: number): Properties {
  if (properties.connectivityStatus !== "Connected") return properties;
  const renewed = now - (now % (RENEWED_AFTER_DAYS * DAY_MS));
  return {
    ...properties,
    lastConnectivityTime: iso(now - (now % HEARTBEAT_MS)),
    managedIdentityCertificateExpirationTime: iso(renewed + CERTIFICATE_DAYS * DAY_MS),
  };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
