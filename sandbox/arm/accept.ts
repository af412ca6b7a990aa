import type { ArmRequest } from "../types.ts";

/** Carries out an accepted change and counts it as an effect; both are written, or neither is. */
export function accept<T>(
  { kernel, access, requestId }: ArmRequest,
  effect: { kind: string; resourceId: string },
  change: () => T,
): T {
  const { store, effects, clock } = kernel;
  return store.transaction(() => {
    effects.record({ ...effect, principal: access.principal.objectId, requestId }, clock.now());
    return change();
  });
}
