import { CircleHelp, Menu } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import type { Person } from "@/lib/access/model";
import { Account } from "./account";
import { Bell } from "./bell";
import { DismissPopups } from "./dismiss-popups";
import { Logo } from "./logo";
import { Navigation } from "./navigation";
import { Popup } from "./popup";
import { Toasts } from "./toasts";

const HELP =
  "https://learn.microsoft.com/azure/defender-for-cloud/defender-for-containers-introduction";

/** The frame that every page stands in: top bar, navigation at the left, the page. */
export function Shell({
  person,
  roles,
  children,
}: {
  person: Person;
  roles: string[];
  children: ReactNode;
}) {
  return (
    <>
      <a
        href="#main"
        className="fixed -top-16 left-2 z-50 rounded-md bg-brand px-3 py-2 text-on-brand focus:top-1"
      >
        Skip to the page
      </a>
      <TopBar person={person} roles={roles} />
      <div className="flex min-h-[calc(100dvh-(--spacing(12)))]">
        <aside className="hidden w-58 shrink-0 border-r border-line bg-surface md:block">
          <div className="sticky top-12 max-h-[calc(100dvh-(--spacing(12)))] overflow-y-auto">
            <Navigation />
          </div>
        </aside>
        <main
          id="main"
          tabIndex={-1}
          className="min-w-0 grow bg-surface px-4 pt-3 pb-10 outline-none md:px-6"
        >
          {children}
        </main>
      </div>
      <Toasts />
      <DismissPopups />
    </>
  );
}

function TopBar({ person, roles }: { person: Person; roles: string[] }) {
  return (
    <header className="sticky top-0 z-30 flex h-12 items-center bg-header px-1 sm:gap-1 sm:px-2 text-header-ink [--c-focus:var(--c-header-ink)]">
      <div className="md:hidden">
        <Popup label="Navigation" place="drawer" button={<Menu aria-hidden className="size-5" />}>
          <Navigation />
        </Popup>
      </div>
      <Link
        href="/environments"
        prefetch={false}
        className="flex items-center gap-2 px-1 text-lg sm:px-2 font-semibold text-header-ink no-underline hover:no-underline"
      >
        <Logo />
        Breakwater
      </Link>
      <span className="grow" />
      <Bell personId={person.id} />
      <a
        href={HELP}
        target="_blank"
        rel="noreferrer"
        title="Documentation"
        aria-label="Documentation of Defender for Containers (opens a new tab)"
        className="flex size-10 items-center justify-center rounded-md text-header-ink hover:bg-[rgb(255_255_255/0.15)]"
      >
        <CircleHelp aria-hidden className="size-5" />
      </a>
      <Account person={person} roles={roles} />
    </header>
  );
}
