import { seedAws } from "./aws/seed.ts";
import { policyDefinitionResources } from "./azure/authorization/policy-definitions.ts";
import { roleDefinitionResources } from "./azure/authorization/role-definitions.ts";
import { googleCloud } from "./gcp/seed/google-cloud.ts";
import { seedEstate } from "./seed/estate.ts";
import type { EstateSize } from "./seed/resources.ts";
import { Settings } from "./settings.ts";
import type { Store } from "./store.ts";

/** Fills an empty store: what is built into every tenant, and the company with its accounts in AWS and projects in Google Cloud. Returns how many resources. */
export function fillStore(store: Store, size: EstateSize): number {
  const builtIn = [...roleDefinitionResources(), ...policyDefinitionResources()];
  const now = Date.now();
  return store.transaction(
    () =>
      store.insertMany(builtIn, now) +
      seedEstate(store, size) +
      seedAws(store, new Settings(store), now) +
      store.insertMany(googleCloud(now), now),
  );
}
