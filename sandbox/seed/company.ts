import { TENANT_ID } from "../identities.ts";

export interface ManagementGroupRow {
  name: string;
  displayName: string;
  /** The name of the group above it; the tenant root group has none. */
  parent?: string;
}

/** The tenant root group is named after the tenant, as in every tenant. */
export const MANAGEMENT_GROUPS: readonly ManagementGroupRow[] = [
  { name: TENANT_ID, displayName: "Tenant Root Group" },
  { name: "nwh-platform", displayName: "Platform", parent: TENANT_ID },
  { name: "nwh-landing-zones", displayName: "Landing zones", parent: TENANT_ID },
  { name: "nwh-regulated", displayName: "Regulated workloads", parent: "nwh-landing-zones" },
];

/** What Defender for Cloud's plans look like on a subscription; plans.ts says what each means. */
export type PlanState =
  | "off"
  | "containersFull"
  | "containersSinceBeforeAugust2023"
  | "legacyPlans"
  | "providerNotRegistered";

export interface SubscriptionRow {
  id: string;
  displayName: string;
  state: "Enabled" | "Warned" | "Disabled";
  group: string;
  plans: PlanState;
  tags: Readonly<Record<string, string>>;
}

const row = (
  id: string,
  displayName: string,
  group: string,
  plans: PlanState,
  rest: Partial<SubscriptionRow> = {},
): SubscriptionRow => ({ id, displayName, group, plans, state: "Enabled", tags: {}, ...rest });

export const SUBSCRIPTIONS = {
  payments: row(
    "a3c1f0de-5b7e-4f0a-9d51-6f2c80b41e01",
    "Payments production",
    "nwh-regulated",
    "off",
    { tags: { "cost-centre": "4711", "data-class": "PCI-DSS" } },
  ),
  shipping: row(
    "b7d2e4a9-1c38-4e6b-8a02-91d5c3f60b02",
    "Shipping operations",
    "nwh-landing-zones",
    "containersFull",
    { tags: { "cost-centre": "1200" } },
  ),
  retail: row(
    "c0914b6f-7d25-49c8-b3ee-2a7f18d5c903",
    "Retail & e-commerce",
    "nwh-landing-zones",
    "containersSinceBeforeAugust2023",
  ),
  platform: row(
    "d58e37ac-0f41-4b9d-a6c7-e3b0924f7a04",
    "Platform shared services",
    "nwh-platform",
    "legacyPlans",
  ),
  lab: row(
    "e62fa8d1-93b4-4d17-8c5e-70ad1bc2f605",
    "Harbour Lab (dev/test)",
    "nwh-landing-zones",
    "providerNotRegistered",
    { state: "Warned", tags: { owner: "José Núñez", expires: "2026-03-31" } },
  ),
  fleet: row(
    "f91b60c3-2e8a-4c75-95d4-b8c71e0a3d06",
    "Fleet telemetry (decommissioning)",
    TENANT_ID,
    "off",
    { state: "Disabled" },
  ),
} as const satisfies Record<string, SubscriptionRow>;

export type SubscriptionKey = keyof typeof SUBSCRIPTIONS;
