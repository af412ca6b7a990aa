import type { Route } from "next";
import Link from "next/link";
import { withParams } from "../live/query-string";
import { cx } from "../ui/classes";

/** One of a few, as links: the choice is a state of the URL. */
export function Choice({
  name,
  label,
  choices,
  chosen,
  params,
}: {
  name: string;
  label: string;
  choices: Readonly<Record<string, string>>;
  chosen: string;
  params: URLSearchParams;
}) {
  return (
    <nav aria-label={label} className="flex flex-wrap items-center gap-1">
      <span aria-hidden className="mr-1 text-sm text-muted">
        {label}
      </span>
      {Object.entries(choices).map(([value, text]) => (
        <Link
          key={value}
          href={withParams(params, { [name]: value, region: null }) as Route}
          prefetch={false}
          scroll={false}
          aria-current={value === chosen ? "true" : undefined}
          className={cx(
            "rounded-full border px-3 py-1 text-sm text-ink no-underline hover:no-underline",
            value === chosen
              ? "border-brand bg-brand-soft font-semibold"
              : "border-line hover:border-brand",
          )}
        >
          {text}
        </Link>
      ))}
    </nav>
  );
}
