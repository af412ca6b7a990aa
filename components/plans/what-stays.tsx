import type { Route } from "next";
import Link from "next/link";
import type { Stay } from "@/lib/plans/model";
import { counted } from "../ui/counted";
import { MessageBar } from "../ui/status";

/** The title of the notice where a component is off and what it installed is not. */
export const STAYS = "Turned off, and still on clusters";

/** What is on clusters although its component is off, and the way to remove it. Nothing is removed by itself. */
export function WhatStays({
  subscriptionId,
  stays,
  title,
}: {
  subscriptionId: string;
  stays: readonly Stay[];
  title: string;
}) {
  if (stays.length === 0) return null;
  return (
    <MessageBar kind="warning" title={title}>
      <ul aria-label="What stays on clusters" className="my-1 pl-5">
        {stays.map(({ what, clusters }) => (
          <li key={what}>
            {what}: {counted(clusters, "cluster keeps it", "clusters keep it")}
          </li>
        ))}
      </ul>
      <Link href={`/removal?${new URLSearchParams({ subscription: subscriptionId })}` as Route}>
        Remove it from clusters
      </Link>
    </MessageBar>
  );
}
