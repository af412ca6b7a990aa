/** Whether a text fits a pattern in which `*` stands for any signs and `?` for one. */
export function isLike(text: string, pattern: string): boolean {
  return patternOf(pattern).test(text);
}

/** The same for ARNs, whose first five colons are matched one by one, so that `*` does not reach over them. */
export function isArnLike(arn: string, pattern: string): boolean {
  const parts = arnParts(arn);
  const wanted = arnParts(pattern);
  return (
    parts.length === wanted.length &&
    wanted.every((part, place) => isLike(parts[place] ?? "", part))
  );
}

const known = new Map<string, RegExp>();
const MOST_KNOWN = 5000;

function patternOf(pattern: string): RegExp {
  const found = known.get(pattern);
  if (found) return found;
  const source = pattern
    // Several stars in a row say no more than one, and would cost much time.
    .replace(/\*+/g, "*")
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", "[^]*")
    .replaceAll("?", "[^]");
  const made = new RegExp(`^${source}$`);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(pattern, made);
  return made;
}

function arnParts(arn: string): string[] {
  const parts = arn.split(":");
  return [...parts.slice(0, 5), parts.slice(5).join(":")];
}
