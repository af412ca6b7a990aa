import type { Route } from "next";
import Link from "next/link";
import { cx } from "./classes";

/** Tabs that are links: each is a state of the URL, so the back button works. */
export function TabLinks({
  label,
  tabs,
}: {
  label: string;
  tabs: { label: string; href: Route; current: boolean; count?: number }[];
}) {
  return (
    <nav aria-label={label} className="mb-3 border-b border-line">
      <ul className="m-0 flex list-none flex-wrap p-0 sm:gap-1">
        {tabs.map((tab) => (
          <li key={tab.label}>
            <Link
              href={tab.href}
              prefetch={false}
              scroll={false}
              aria-current={tab.current ? "page" : undefined}
              className={cx(
                "-mb-px inline-block border-b-2 px-2 py-2 no-underline sm:px-3 hover:no-underline",
                tab.current
                  ? "border-brand font-semibold text-ink"
                  : "border-transparent text-muted hover:border-line-strong",
              )}
            >
              {tab.label}
              {tab.count !== undefined && <span> ({tab.count.toLocaleString("en")})</span>}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
