"use client";

import {
  Boxes,
  ChevronDown,
  Database,
  FileCheck2,
  Grid3x3,
  ListChecks,
  type LucideIcon,
  Network,
  ScrollText,
  Settings2,
  SquareTerminal,
  Trash2,
  UserRoundKey,
  Wrench,
} from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { cx } from "../ui/classes";

interface Entry {
  label: string;
  href: Route;
  icon: LucideIcon;
}

const GROUPS: { label: string; entries: Entry[] }[] = [
  {
    label: "General",
    entries: [
      { label: "Recommendations", href: "/recommendations", icon: ListChecks },
      { label: "Azure Arc clusters", href: "/arc", icon: Boxes },
      { label: "Remediations", href: "/remediations", icon: Wrench },
    ],
  },
  {
    label: "Deployment",
    entries: [
      { label: "All options", href: "/options", icon: SquareTerminal },
      { label: "Remove components", href: "/removal", icon: Trash2 },
      { label: "Network requirements", href: "/network", icon: Network },
      { label: "Support matrix", href: "/coverage", icon: Grid3x3 },
    ],
  },
  {
    label: "Management",
    entries: [
      { label: "Environment settings", href: "/environments", icon: Settings2 },
      { label: "Azure Policy", href: "/policy", icon: FileCheck2 },
      { label: "Workspaces", href: "/workspaces", icon: Database },
      { label: "Roles and permissions", href: "/roles", icon: UserRoundKey },
      { label: "Audit log", href: "/audit", icon: ScrollText },
    ],
  },
];

/** The links of the portal in groups that fold; the one of the page that is shown is marked. */
export function Navigation() {
  const path = usePathname();
  return (
    <nav aria-label="Main" className="py-2">
      {GROUPS.map((group) => (
        <details key={group.label} open className="group/fold mb-2">
          <summary className="flex items-center gap-2 px-3 py-1.5 text-base font-semibold hover:bg-hover">
            <ChevronDown
              aria-hidden
              className="size-4 -rotate-90 text-muted group-open/fold:rotate-0"
            />
            {group.label}
          </summary>
          <ul className="m-0 list-none p-0">
            {group.entries.map((entry) => (
              <li key={entry.href}>
                <NavigationLink
                  {...entry}
                  current={path === entry.href || path.startsWith(`${entry.href}/`)}
                />
              </li>
            ))}
          </ul>
        </details>
      ))}
    </nav>
  );
}

function NavigationLink({ label, href, icon: Icon, current }: Entry & { current: boolean }) {
  return (
    <Link
      href={href}
      prefetch={false}
      aria-current={current ? "page" : undefined}
      className={cx(
        "flex items-center gap-2.5 border-l-3 py-1.5 pr-3 pl-6 text-base text-ink no-underline hover:bg-hover hover:no-underline",
        current ? "border-brand bg-hover" : "border-transparent",
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0 text-link" />
      {label}
    </Link>
  );
}
