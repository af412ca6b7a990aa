import { createHmac, randomBytes } from "node:crypto";
import type { Kernel } from "../../types.ts";

/**
 * The keys of a workspace, always the same for the same one. They are worked out from a secret of this sandbox's
 * rather than stored beside the workspace, so that no list can ever show them.
 */
export function workspaceKeys(
  { settings }: Kernel,
  workspaceId: string,
): { primarySharedKey: string; secondarySharedKey: string } {
  const secret = settings.keep("workspaceKeySecret", () => randomBytes(32).toString("base64"));
  const key = (which: string) =>
    createHmac("sha512", secret).update(`${which} ${workspaceId.toLowerCase()}`).digest("base64");
  return { primarySharedKey: key("primary"), secondarySharedKey: key("secondary") };
}
