import { ArrowDown, ArrowUp, ArrowUpDown, ChevronLeft, ChevronRight } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { LinkButton } from "./button";
import { cx } from "./classes";

/**
 * A table in a region that scrolls sideways, by keyboard too, where it does not fit. On a wide window the region
 * does not scroll, and the heads stay under the top bar while the page goes by. On a phone its rows are cards.
 */
export function Table({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section aria-label={label} tabIndex={0} className="scroll-x lg:overflow-x-visible">
      <table className="stacked w-full border-collapse text-left text-sm sm:max-lg:min-w-[56rem]">
        {children}
      </table>
    </section>
  );
}

export function Th({ children, className, ...rest }: ComponentProps<"th">) {
  return (
    <th
      scope="col"
      {...rest}
      className={cx(
        "border-b border-line px-2 py-2.5 align-bottom font-semibold whitespace-nowrap lg:sticky lg:top-12 lg:z-10 lg:border-b-0 lg:bg-surface lg:shadow-[inset_0_-1px_0_var(--c-line)]",
        className,
      )}
    >
      {children}
    </th>
  );
}

/** A cell; `label` names its column where rows are cards. */
export function Td({
  children,
  className,
  label,
  ...rest
}: ComponentProps<"td"> & { label?: string }) {
  return (
    <td
      {...rest}
      data-label={label}
      className={cx("border-b border-line px-2 py-2 align-middle", className)}
    >
      {children}
    </td>
  );
}

/** A row that lights up under the pointer. */
export function Tr({ className, ...rest }: ComponentProps<"tr">) {
  return <tr {...rest} className={cx("hover:bg-subtle", className)} />;
}

/** A column's head that sorts; the link is the state to come. */
export function SortTh({
  label,
  href,
  sorted,
  className,
}: {
  label: string;
  href: Route;
  sorted: "ascending" | "descending" | "none";
  className?: string;
}) {
  const Icon = { ascending: ArrowUp, descending: ArrowDown, none: ArrowUpDown }[sorted];
  return (
    <Th aria-sort={sorted} className={className}>
      <Link
        href={href}
        prefetch={false}
        scroll={false}
        className="inline-flex items-center gap-1 text-ink no-underline hover:underline"
      >
        {label}
        <Icon aria-hidden className="size-3.5 text-muted" />
      </Link>
    </Th>
  );
}

/** Previous and next page of a keyset list. */
export function Pager({
  first,
  previous,
  next,
  last,
  children,
}: {
  first?: Route | null;
  previous: Route | null;
  next: Route | null;
  last?: Route | null;
  children?: ReactNode;
}) {
  return (
    <nav aria-label="Pages" className="mt-3 flex flex-wrap items-center gap-2 text-sm">
      {first && (
        <LinkButton href={first} scroll={false}>
          First
        </LinkButton>
      )}
      {previous && (
        <LinkButton
          href={previous}
          scroll={false}
          icon={<ChevronLeft aria-hidden className="size-4" />}
        >
          Previous
        </LinkButton>
      )}
      {next && (
        <LinkButton href={next} scroll={false}>
          Next
          <ChevronRight aria-hidden className="size-4" />
        </LinkButton>
      )}
      {last && (
        <LinkButton href={last} scroll={false}>
          Last
        </LinkButton>
      )}
      <span className="text-muted">{children}</span>
    </nav>
  );
}
