import type { AwsCall } from "../operation.ts";

/**
 * Carries out a change and counts it as an effect of a resource; both are written, or neither is. For operations that
 * a client may repeat with the same token: an answer that is given again is no change.
 */
export function accept<T>(
  { kernel, action, principal, requestId }: AwsCall,
  resourceId: string,
  change: () => T,
): T {
  const kind = action.slice(action.indexOf(":") + 1);
  return kernel.store.transaction(() => {
    const effect = { resourceId, kind, principal: principal.arn, requestId };
    kernel.effects.record(effect, kernel.clock.now());
    return change();
  });
}

/** Whether a row was made by a request with this token, so that one with the same token is the same request. */
export function isRepeated(
  body: { clientRequestToken?: unknown } | undefined,
  token: string | undefined,
): boolean {
  return token !== undefined && body?.clientRequestToken === token;
}
