import { createHash } from "node:crypto";
import { config } from "../../config.ts";
import type { Call } from "../cloud.ts";
import { CloudFault } from "../faults.ts";
import type { RoleWish } from "../policy.ts";
import { type Arm, absentAsNull } from "./arm.ts";
import { scopePath } from "./scope-path.ts";
import { API } from "./versions.ts";

const ROLE = "/providers/Microsoft.Authorization/roleAssignments/{role}";

/** The call that grants the role. Pure: nothing is read or sent. */
export function roleCall(wish: RoleWish): Call {
  const url = new URL(config().azure.resourceManager);
  const segments = [...wish.scope.split("/").filter(Boolean), "providers"];
  url.pathname = ["", ...segments, "Microsoft.Authorization", "roleAssignments", nameFor(wish)]
    .map(encodeURIComponent)
    .join("/");
  url.searchParams.set("api-version", API.roleAssignments);
  return { method: "PUT", url: url.href, body: bodyOf(wish) };
}

/**
 * Grants the role unless it is granted already. Answers "unknown" while Entra ID has not heard of a principal that
 * was made a moment ago; that passes by itself.
 */
export async function ensureRole(arm: Arm, wish: RoleWish): Promise<"granted" | "had" | "unknown"> {
  const ask = { ...scopePath(wish.scope, ROLE, [nameFor(wish)]), apiVersion: API.roleAssignments };
  if (await absentAsNull(arm.get(ask))) return "had";
  try {
    await arm.put({ ...ask, body: bodyOf(wish) });
    return "granted";
  } catch (error) {
    if (!(error instanceof CloudFault)) throw error;
    if (error.code === "RoleAssignmentExists") return "had";
    if (error.code === "PrincipalNotFound") return "unknown";
    throw error;
  }
}

function bodyOf({ principalId, roleId }: RoleWish) {
  return {
    properties: {
      roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
      principalId,
      // A new identity may not have reached every directory server; with its type given, ARM does not ask.
      principalType: "ServicePrincipal",
    },
  };
}

/** The same role for the same principal at the same place always gets the same name, so that asking twice grants once. */
function nameFor({ scope, principalId, roleId }: RoleWish): string {
  const hex = createHash("sha256")
    .update([scope, principalId, roleId].join("|").toLowerCase())
    .digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}
