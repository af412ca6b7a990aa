import type { StoredResource } from "./graph-row.ts";
import type { ScanFilter } from "./scan-filter.ts";

/** A stretch of ids, in lower case: from one up to another that is not in it. */
export interface IdRange {
  from: string;
  until: string;
}

/** A type whose rows are not stored: they are worked out from other resources when they are read. */
export interface DerivedType {
  /** Rows whose id lies in a range and behind `after`, in the order of their ids; others than the causes may be left out. */
  scan: (
    range: IdRange,
    after: string,
    hint: Pick<ScanFilter, "causes">,
  ) => Iterable<StoredResource>;
  count: (range: IdRange) => number;
}
export type DerivedTypes = ReadonlyMap<string, DerivedType>;

const keyOf = ({ id }: StoredResource) => id.toLowerCase();

/** The rows of several sequences, each of which is in the order of ids, in that order. */
export function* merged(sequences: readonly Iterable<StoredResource>[]): Iterable<StoredResource> {
  const heads = sequences.flatMap((sequence) => headOf(sequence[Symbol.iterator]()));
  while (heads.length > 0) {
    heads.sort((a, b) => (keyOf(a.row) < keyOf(b.row) ? -1 : 1));
    const [first] = heads.splice(0, 1);
    if (!first) return;
    yield first.row;
    heads.push(...headOf(first.rest));
  }
}

/** The first row of what is left of a sequence; nothing at its end. */
function headOf(rest: Iterator<StoredResource>) {
  const { done, value } = rest.next();
  return done ? [] : [{ row: value as StoredResource, rest }];
}
