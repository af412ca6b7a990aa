import type { NewResource } from "../types.ts";
import type { SubscriptionRow } from "./company.ts";

/** The resource providers that the estate's resources belong to, and some more that companies register. */
const PROVIDERS = [
  "Microsoft.Authorization",
  "Microsoft.ContainerRegistry",
  "Microsoft.ContainerService",
  "Microsoft.Insights",
  "Microsoft.Kubernetes",
  "Microsoft.KubernetesConfiguration",
  "Microsoft.ManagedIdentity",
  "Microsoft.Network",
  "Microsoft.OperationalInsights",
  "Microsoft.OperationsManagement",
  "Microsoft.PolicyInsights",
  "Microsoft.ResourceGraph",
  "Microsoft.Resources",
  "Microsoft.Security",
] as const;

/** The registration of each resource provider on a subscription. */
export function providers({ id, plans }: SubscriptionRow): NewResource[] {
  return PROVIDERS.map((namespace) => ({
    id: `/subscriptions/${id}/providers/${namespace}`,
    type: "microsoft.resources/providers",
    name: namespace,
    subscriptionId: id,
    body: {
      namespace,
      registrationPolicy: "RegistrationRequired",
      registrationState:
        namespace === "Microsoft.Security" && plans === "providerNotRegistered"
          ? "NotRegistered"
          : "Registered",
    },
  }));
}
