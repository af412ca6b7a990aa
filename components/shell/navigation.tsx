"use client";

import { ListChecks, type LucideIcon, ScrollText, Settings2, Wrench } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { cx } from "../ui/classes";

const GROUPS: { label: string; entries: { label: string; href: Route; icon: LucideIcon }[] }[] = [
  { label: "General", entries: [{ label: "Recommendations", href: "/recommendations", icon: ListChecks }] },
  {
    label: "Management",
    entries: [
      { label: "Environment settings", href: "/environments", icon: Settings2 },
      { label: "Remediations", href: "/remediations", icon: Wrench },
      { label: "Audit log", href: "/audit", icon: ScrollText },
    ],
  },
];

/** The links of the portal; the one of the page that is shown is marked. */
export function Navigation({ label }: { label: string }) {
  const path = usePathname();
  return (
    <nav aria-label={label} className="py-3">
      {GROUPS.map((group) => (
        <div key={group.label} className="mb-3">
          <p className="m-0 px-4 py-1 text-xs font-semibold text-muted">{group.label}</p>
          <ul className="m-0 list-none p-0">
            {group.entries.map(({ label: name, href, icon: Icon }) => {
              const current = path === href || path.startsWith(`${href}/`);
              return (
                <li key={href}>
                  <Link
                    href={href}
                    prefetch={false}
                    aria-current={current ? "page" : undefined}
                    className={cx(
                      "flex items-center gap-2.5 border-l-3 px-4 py-1.5 text-ink no-underline hover:bg-hover",
                      current ? "border-brand bg-hover font-semibold" : "border-transparent",
                    )}
                  >
                    <Icon aria-hidden className="size-4 shrink-0 text-link" />
                    {name}
                  </Link>
                </li>
              );
            })}
          </ul>
        </div>
      ))}
    </nav>
  );
}
