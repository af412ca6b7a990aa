import { differences } from "./difference";

/** What would change, leaf by leaf: what it was, what it will be. */
export function DiffView({
  before,
  after,
  label,
}: {
  before: unknown;
  after: unknown;
  label: string;
}) {
  const changes = differences(before, after);
  if (changes.length === 0) return <p className="text-muted">Nothing changes.</p>;
  return (
    <ul
      aria-label={label}
      className="m-0 mb-3 list-none rounded-md border border-line p-0 font-mono text-xs"
    >
      {changes.map((change) => (
        <li key={change.path} className="border-b border-line px-3 py-2 wrap-any last:border-b-0">
          <div className="font-sans font-semibold">{change.path}</div>
          <del className="mr-2 rounded-sm bg-danger-soft px-1 text-danger no-underline">
            <span className="sr-only">was </span>− {change.before ?? "not set"}
          </del>
          <ins className="rounded-sm bg-success-soft px-1 text-success no-underline">
            <span className="sr-only">will be </span>+ {change.after ?? "not set"}
          </ins>
        </li>
      ))}
    </ul>
  );
}
