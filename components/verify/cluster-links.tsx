import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { type RecommendationId, recommendation } from "@/lib/recommendations/catalog";
import type { Status as Verdict } from "@/lib/recommendations/catalog-spec";
import type { Tone } from "../ui/status";

/** The sign of each verdict. */
export const VERDICT_TONES: Record<Verdict, Tone> = {
  healthy: "good",
  unhealthy: "bad",
  notApplicable: "none",
};

/** The page that verifies the deployment on one cluster. */
export function verifyHref(id: string): Route {
  return `/clusters/verify?${new URLSearchParams({ id })}` as Route;
}

/** A cluster's own Extensions page; only Arc-enabled clusters have one. */
export function extensionsHref(id: string): Route {
  return `/arc/extensions?${new URLSearchParams({ id })}` as Route;
}

/** Small words that stand close to others are as high as a finger needs. */
export const TARGET = "inline-flex min-h-6 items-center";

/** Where to go from a cluster's row: to what it says of itself now, and to what is installed on it. */
export function ClusterLinks({
  id,
  name,
  children,
}: {
  id: string;
  name: string;
  /** What stands before the links, in a few words. */
  children?: ReactNode;
}) {
  return (
    <span className="flex flex-wrap items-center gap-x-3 text-xs">
      {children && <span className="text-muted">{children}</span>}
      {isCluster(id) && (
        <Link
          href={verifyHref(id)}
          prefetch={false}
          aria-label={`Verify ${name}`}
          className={TARGET}
        >
          Verify
        </Link>
      )}
      {isArc(id) && (
        <Link
          href={extensionsHref(id)}
          prefetch={false}
          aria-label={`Extensions of ${name}`}
          className={TARGET}
        >
          Extensions
        </Link>
      )}
    </span>
  );
}

/** Whether an ARM id is that of a connector of another cloud. */
export function isConnector(id: string): boolean {
  return id.toLowerCase().includes("/microsoft.security/securityconnectors/");
}

/** Whether an id is that of a Kubernetes cluster, of Azure or of another cloud, and not that of a connector. */
export function isCluster(id: string): boolean {
  const low = id.toLowerCase();
  return CLUSTER_IDS.some((part) => low.includes(part));
}

const CLUSTER_IDS = [
  "/microsoft.kubernetes/connectedclusters/",
  "/microsoft.containerservice/managedclusters/",
  "arn:aws:eks:",
  "//container.googleapis.com/",
];

/** Whether an ARM id is that of a cluster that is connected through Azure Arc. */
export function isArc(id: string): boolean {
  return id.toLowerCase().includes("/microsoft.kubernetes/connectedclusters/");
}

/** A recommendation's list, narrowed to one cluster, on the tab where it is. */
export function recommendationHref(
  id: RecommendationId,
  status: Verdict | null,
  name: string,
): Route {
  const query = new URLSearchParams({ search: name, ...(status && { status }) });
  return `/recommendations/${recommendation(id).assessmentKey}?${query}` as Route;
}
