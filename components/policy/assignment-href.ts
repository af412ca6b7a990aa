import type { Route } from "next";

/** The address of an assignment's page. */
export function assignmentHref(id: string): Route {
  return `/policy/assignment?${new URLSearchParams({ id })}` as Route;
}
