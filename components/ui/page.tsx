import { ChevronRight } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { cx } from "./classes";

/** Where the page stands; the last crumb is the page itself, whose title says the same on a narrow screen. */
export function Breadcrumb({ crumbs }: { crumbs: { label: string; href?: Route }[] }) {
  return (
    <nav aria-label="Breadcrumb" className="text-sm">
      <ol className="m-0 flex list-none flex-wrap items-center gap-1 p-0">
        {crumbs.map(({ label, href }) => (
          <li key={`${href} ${label}`} className="flex min-w-0 items-center gap-1">
            {href ? (
              <>
                <Link href={href} prefetch={false} className="wrap-any hover:underline">
                  {label}
                </Link>
                <ChevronRight aria-hidden className="size-3.5 shrink-0 text-muted" />
              </>
            ) : (
              <span aria-current="page" className="wrap-any text-muted max-sm:hidden">
                {label}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** The page's title with its sub-line. */
export function PageHeader({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="mt-1 mb-3">
      <h1 className="m-0 text-xl font-semibold wrap-any">{title}</h1>
      {children && <p className="m-0 text-sm text-muted">{children}</p>}
    </div>
  );
}

/** The row of verbs under the title. It wraps where it does not fit. */
export function CommandBar({ children }: { children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for the fields of a form.
    <div
      role="group"
      aria-label="Commands"
      className="mb-4 flex flex-wrap items-center gap-1 border-b border-line pb-2 [&>.subtle:first-child]:-ml-3"
    >
      {children}
    </div>
  );
}

/** A block with a heading of its own. */
export function Section({
  title,
  children,
  id,
}: {
  title: string;
  children: ReactNode;
  id?: string;
}) {
  return (
    <section className="mb-6" id={id}>
      <h2 className="mt-0 mb-2 text-base font-semibold">{title}</h2>
      {children}
    </section>
  );
}

/** `wide`: on a line of its own, as what is long is by itself. */
type Fact = [label: string, value: ReactNode, wide?: boolean];

/** More than a third of the page shows on one line: the ids of resources, and sentences. */
function isLong(value: ReactNode): boolean {
  return typeof value === "string" && value.length > 60;
}

/** Facts of a resource, as pairs; what is long has a line of its own. */
export function Essentials({ facts }: { facts: Fact[] }) {
  return (
    <dl className="m-0 grid grid-cols-1 gap-x-8 gap-y-1 sm:grid-cols-2 xl:grid-cols-3">
      {facts.map(([label, value, wide]) => (
        <div
          key={label}
          className={cx("flex min-w-0 gap-2", (wide || isLong(value)) && "col-span-full")}
        >
          <dt className="w-32 shrink-0 text-muted sm:w-36">{label}</dt>
          <dd className="m-0 min-w-0 wrap-any">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
