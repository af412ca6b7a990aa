import type { Store } from "../../store.ts";
import { CLUSTER, partsOf, UPDATE } from "./cluster.ts";
import { finishUpdate } from "./updates.ts";

/** Lets what happens to a row of EKS have its consequences, within the transaction that it happens in. */
export function watchEks(store: Store): void {
  const before = () => undefined;
  store.watch([UPDATE], { before, after: (id, now) => finishUpdate(store, id, now) });
  store.watch([CLUSTER], { before, after: (id) => store.get(id) ?? clearAway(store, id) });
}

/** With a cluster goes all that belonged to it; its logs stay in CloudWatch. */
function clearAway(store: Store, id: string): void {
  for (const part of partsOf(store, { id })) store.delete(part.id);
  store.statement("DELETE FROM kubernetes_object WHERE cluster = ?").run(id);
}
