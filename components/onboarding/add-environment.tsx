import { ChevronDown, Plus } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { CLOUD_IDS, CLOUDS } from "@/lib/connectors/catalog";
import { BUTTON, cx } from "../ui/classes";

/** The menu that leads to each cloud's wizard. It opens without script; DismissPopups closes it. */
export function AddEnvironment() {
  return (
    <details data-popup name="add-environment" className="group relative">
      <summary className={cx(BUTTON.base, BUTTON.subtle)}>
        <Plus aria-hidden className="size-4" />
        Add environment
        <ChevronDown aria-hidden className="size-3.5 group-open:rotate-180" />
      </summary>
      <ul className="absolute left-0 z-20 m-0 mt-1 w-64 list-none rounded-md border border-line bg-raised p-1 shadow-popup">
        {CLOUD_IDS.map((cloud) => (
          <li key={cloud}>
            <Link
              href={newConnectorHref(cloud)}
              prefetch={false}
              className="block rounded-sm px-3 py-1.5 text-ink no-underline hover:bg-hover"
            >
              {CLOUDS[cloud].name}
            </Link>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Where a cloud's wizard begins. */
export function newConnectorHref(cloud: (typeof CLOUD_IDS)[number]): Route {
  return `/environments/connectors/new?cloud=${cloud}` as Route;
}
