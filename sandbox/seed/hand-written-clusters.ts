import type { ClustersBySubscription } from "./cluster-row.ts";
import { FLEET_CLUSTERS } from "./clusters/fleet.ts";
import { LAB_CLUSTERS } from "./clusters/lab.ts";
import { PAYMENTS_CLUSTERS } from "./clusters/payments.ts";
import { PLATFORM_CLUSTERS } from "./clusters/platform.ts";
import { RETAIL_CLUSTERS } from "./clusters/retail.ts";
import { SHIPPING_CLUSTERS } from "./clusters/shipping.ts";

/** The sixty clusters that every sandbox begins with. */
export const HAND_WRITTEN_CLUSTERS: ClustersBySubscription = {
  payments: PAYMENTS_CLUSTERS,
  shipping: SHIPPING_CLUSTERS,
  retail: RETAIL_CLUSTERS,
  platform: PLATFORM_CLUSTERS,
  lab: LAB_CLUSTERS,
  fleet: FLEET_CLUSTERS,
};
