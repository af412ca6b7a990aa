import { policyDefinitionResources } from "./azure/authorization/policy-definitions.ts";
import { roleDefinitionResources } from "./azure/authorization/role-definitions.ts";
import { seedEstate } from "./seed/estate.ts";
import type { EstateSize } from "./seed/resources.ts";
import type { Store } from "./store.ts";

/** Fills an empty store: what is built into every tenant, and the company. Returns how many resources. */
export function fillStore(store: Store, size: EstateSize): number {
  const builtIn = [...roleDefinitionResources(), ...policyDefinitionResources()];
  return store.transaction(() => store.insertMany(builtIn, Date.now()) + seedEstate(store, size));
}
