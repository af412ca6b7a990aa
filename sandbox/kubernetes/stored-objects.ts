import type { Store } from "../store.ts";
import type { Contents } from "./contents.ts";
import type { KubernetesObject } from "./objects.ts";

/** Where an object stands in its cluster. */
export interface ObjectPlace {
  /** The cluster's id as its API server knows it. */
  cluster: string;
  /** The plural name: `configmaps`. */
  resource: string;
  /** Empty for what belongs to no namespace. */
  namespace: string;
  name: string;
}

/** Objects that people put into a cluster, besides those that follow from its cloud's state. */
function storedObjects(store: Store, cluster: string): Map<string, KubernetesObject[]> {
  const rows = store
    .statement("SELECT resource, version, body FROM kubernetes_object WHERE cluster = ?")
    .all(cluster);
  const found = new Map<string, KubernetesObject[]>();
  for (const { resource, version, body } of rows) {
    const list = found.get(String(resource)) ?? [];
    found.set(String(resource), [...list, versioned(JSON.parse(String(body)), Number(version))]);
  }
  return found;
}

export function storedObject(store: Store, place: ObjectPlace): KubernetesObject | undefined {
  const row = store
    .statement(`SELECT version, body FROM kubernetes_object WHERE ${AT_PLACE}`)
    .get(...valuesOf(place));
  return row && versioned(JSON.parse(String(row.body)), Number(row.version));
}

/** Writes an object and gives it the next version: no version is ever given twice. */
export function storeObject(
  store: Store,
  place: ObjectPlace,
  object: KubernetesObject,
): KubernetesObject {
  const { lastInsertRowid } = store
    .statement(
      "INSERT OR REPLACE INTO kubernetes_object (cluster, resource, namespace, name, body) VALUES (?, ?, ?, ?, ?)",
    )
    .run(...valuesOf(place), JSON.stringify(object));
  return versioned(object, Number(lastInsertRowid));
}

/** Deletes an object; with a namespace goes what is in it. */
export function deleteObject(store: Store, place: ObjectPlace): void {
  store.statement(`DELETE FROM kubernetes_object WHERE ${AT_PLACE}`).run(...valuesOf(place));
  if (place.resource !== "namespaces") return;
  store
    .statement("DELETE FROM kubernetes_object WHERE cluster = ? AND namespace = ?")
    .run(place.cluster, place.name);
}

/** What follows from the state comes first: nobody can put another object in its place. */
export function withStored(store: Store, cluster: string, contents: Contents): Contents {
  const stored = storedObjects(store, cluster);
  const merged = Object.entries(contents).map(([resource, objects]) => {
    const taken = new Set(objects.map(keyOf));
    const added = (stored.get(resource) ?? []).filter((object) => !taken.has(keyOf(object)));
    return [resource, [...objects, ...added]] as const;
  });
  return Object.fromEntries(merged);
}

const AT_PLACE = "cluster = ? AND resource = ? AND namespace = ? AND name = ?";

function valuesOf({ cluster, resource, namespace, name }: ObjectPlace) {
  return [cluster, resource, namespace, name] as const;
}

function versioned(object: KubernetesObject, version: number): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
}

function keyOf({ metadata: { namespace = "", name } }: KubernetesObject): string {
  return `${namespace}/${name}`;
}
