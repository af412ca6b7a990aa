/** How a connector stands, by what is known of its access and of the last reading of its clusters. Worst first. */
export const HEALTH = {
  unreachable: {
    label: "Not connected",
    tone: "bad",
    says: "The portal can't come in with the connector's identity.",
  },
  missing: {
    label: "Permissions missing",
    tone: "warn",
    says: "The portal comes in, but rights that the plan needs are missing.",
  },
  notRead: {
    label: "Clusters not read",
    tone: "warn",
    says: "The last reading of its clusters failed.",
  },
  outdated: {
    label: "Template outdated",
    tone: "warn",
    says: "The version that was found applied is not the one that the choice asks for. Apply the template or script again.",
  },
  unverified: {
    label: "Not verified",
    tone: "none",
    says: "Its access has not been verified yet. The portal does it by itself while the Containers plan is on.",
  },
  connected: {
    label: "Connected",
    tone: "good",
    says: "The portal comes in, and finds every right that the plan needs.",
  },
} as const;
export type Health = keyof typeof HEALTH;
export const HEALTHS = Object.keys(HEALTH) as [Health, ...Health[]];
