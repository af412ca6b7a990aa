import type { NewResource } from "../../types.ts";
import { clusterResources } from "./clusters.ts";
import { projectResources } from "./projects.ts";

/** Northwind Harbour's Google Cloud, as it is before anything of it is connected to Azure. */
export function* googleCloud(now: number): Iterable<NewResource> {
  yield* projectResources(now);
  yield* clusterResources();
}
