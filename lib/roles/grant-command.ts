import { bash } from "../options/quote.ts";

/** Who gets a role, and where. */
export interface Grant {
  principalId: string;
  principalType: "User" | "ServicePrincipal";
  /** A built-in role's name or guid. */
  role: string;
  /** An ARM id. */
  scope: string;
}

/**
 * The command that gives the role, for Bash. With the principal's type named, az asks ARM alone: looking a person
 * up would need rights in Microsoft Graph.
 */
export function grantCommand({ principalId, principalType, role, scope }: Grant): string {
  const options = {
    "assignee-object-id": principalId,
    "assignee-principal-type": principalType,
    role,
    scope,
  };
  const words = Object.entries(options).map(([name, value]) => `--${name} ${bash(value)}`);
  return ["az role assignment create", ...words].join(" \\\n  ");
}
