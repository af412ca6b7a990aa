import type { Route } from "next";
import Link from "next/link";

/** The page of one workspace. */
export function workspaceHref(id: string): Route {
  return `/workspaces?${new URLSearchParams({ workspace: id.toLowerCase() })}` as Route;
}

/** The workspace that an assignment names, by its id; without one, what is used instead. */
export function WorkspaceLink({ id }: { id: string | undefined }) {
  if (!id) return "The default one of each region";
  return (
    <Link href={workspaceHref(id)} prefetch={false}>
      {id}
    </Link>
  );
}
