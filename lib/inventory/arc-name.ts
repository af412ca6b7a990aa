import { createHash } from "node:crypto";

const NAME_MAX = 40;
const DIGITS = 8;

/**
 * What a cluster of another cloud is called in Azure Arc: its name as far as Azure takes it, with digits of its id,
 * so that clusters of one name in two regions have names of their own.
 */
export function arcNameOf({ id, name }: { id: string; name: string }): string {
  const digits = createHash("sha256").update(id).digest("hex").slice(0, DIGITS);
  return `${name.slice(0, NAME_MAX).replace(/[^-a-zA-Z0-9_]/g, "-")}-${digits}`;
}
