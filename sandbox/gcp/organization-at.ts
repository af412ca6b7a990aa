import type { Resource } from "../types.ts";
import type { GoogleCall } from "./call.ts";
import { fullName, rowAt } from "./rows.ts";

/** The organisation that a path names, if it names one that is there. */
export function organizationAt({ kernel, params }: GoogleCall): Resource | undefined {
  const { organization } = params;
  if (organization === undefined) return undefined;
  return rowAt(kernel.store, "organization", fullName.organization(organization));
}
