import { z } from "zod";
import type { Wanted } from "./call.ts";
import type { KubernetesObject } from "./objects.ts";
import { badRequest } from "./status.ts";

const texts = z.record(z.string(), z.string());

/** An object as a client writes it; everything that isn't looked into is kept as it comes. */
const Written = z.looseObject({
  apiVersion: z.string().optional(),
  kind: z.string().optional(),
  metadata: z
    .looseObject({
      name: z.string().optional(),
      generateName: z.string().optional(),
      namespace: z.string().optional(),
      labels: texts.nullish(),
      annotations: texts.nullish(),
      resourceVersion: z.string().optional(),
      uid: z.string().optional(),
    })
    .default({}),
  data: texts.nullish(),
  binaryData: texts.nullish(),
});
export type Written = z.infer<typeof Written>;

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names */
export const NAME =
  /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** @throws StatusError 400 when a document is no such object as the path is for */
export function written(document: unknown, { resource, namespace }: Wanted): Written {
  const given = Written.safeParse(document);
  const unfit = `${resource.kind} in version "v1" cannot be handled as a ${resource.kind}`;
  if (!given.success) throw badRequest(`${unfit}: ${z.prettifyError(given.error)}`);
  const { kind = resource.kind, metadata } = given.data;
  if (kind !== resource.kind) throw badRequest(`${unfit}: it is a ${kind}`);
  if (metadata.namespace && namespace !== undefined && metadata.namespace !== namespace) {
    throw badRequest(
      "the namespace of the provided object does not match the namespace sent on the request",
    );
  }
  return given.data;
}

/** What objects of each kind may have. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  ConfigMap: ["apiVersion", "kind", "metadata", "data", "binaryData", "immutable"],
  Namespace: ["apiVersion", "kind", "metadata", "spec", "status"],
};

/** @throws StatusError 400 when an object has a field that its kind does not have */
export function mustKnowFields(given: Written, { resource: { kind } }: Wanted): void {
  const unknown = Object.keys(given).filter((name) => !FIELDS[kind]?.includes(name));
  if (unknown.length === 0) return;
  const words = unknown.map((name) => `unknown field "${name}"`).join(", ");
  throw badRequest(
    `${kind} in version "v1" cannot be handled as a ${kind}: strict decoding error: ${words}`,
  );
}

type Identity = Pick<KubernetesObject["metadata"], "name" | "uid" | "creationTimestamp">;

/** An object as it is stored: what the server itself says of it stands above what the client wrote. */
export function completed(
  given: Written,
  { resource, namespace }: Wanted,
  { name, uid, creationTimestamp }: Identity,
): KubernetesObject {
  const { metadata } = given;
  const isNamespace = resource.name === "namespaces";
  const own = isNamespace ? { "kubernetes.io/metadata.name": name } : {};
  const labels = { ...metadata.labels, ...own };
  return {
    apiVersion: resource.group === "" ? "v1" : `${resource.group}/v1`,
    kind: resource.kind,
    ...content(given),
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      uid,
      resourceVersion: "",
      creationTimestamp,
      ...(Object.keys(labels).length > 0 && { labels }),
      ...(metadata.annotations && { annotations: metadata.annotations }),
    },
    ...(isNamespace && { spec: { finalizers: ["kubernetes"] }, status: { phase: "Active" } }),
  };
}

/** What people choose of a ConfigMap; of a namespace it is nothing but labels and annotations. */
function content({ kind, data, binaryData, immutable }: Written): object {
  if (kind === "Namespace") return {};
  return {
    ...(data && { data }),
    ...(binaryData && { binaryData }),
    ...(immutable !== undefined && { immutable }),
  };
}

/** Whether two objects differ in anything but their versions. */
export function differs(one: KubernetesObject, other: KubernetesObject): boolean {
  return sorted(withoutVersion(one)) !== sorted(withoutVersion(other));
}

function withoutVersion(object: KubernetesObject): object {
  return { ...object, metadata: { ...object.metadata, resourceVersion: "" } };
}

/** JSON in which members stand in order. */
function sorted(document: object): string {
  return JSON.stringify(document, (_name, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
