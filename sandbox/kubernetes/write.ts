import { randomUUID } from "node:crypto";
import type { KubernetesCall, KubernetesReply, Wanted } from "./call.ts";
import { workedOut } from "./contents.ts";
import { parsedJson } from "./json.ts";
import { type KubernetesObject, suffix, timeText } from "./objects.ts";
import { patched } from "./patches.ts";
import {
  alreadyExists,
  badRequest,
  invalidName,
  keptByItself,
  methodNotAllowed,
  modifiedMeanwhile,
  noSuchObject,
} from "./status.ts";
import { deleteObject, type ObjectPlace, storedObject, storeObject } from "./stored-objects.ts";
import { completed, differs, mustKnowFields, NAME, type Written, written } from "./written.ts";

type Write = (call: KubernetesCall, wanted: Wanted) => KubernetesReply;

const WRITES: Readonly<Record<string, Write>> = {
  POST: create,
  PUT: replace,
  PATCH: patch,
  DELETE: remove,
};

/**
 * Creates, replaces, patches or deletes an object.
 * @throws StatusError
 */
export function write(call: KubernetesCall, wanted: Wanted): KubernetesReply {
  const act = WRITES[call.method];
  if (!(act && wanted.resource.writable)) throw methodNotAllowed();
  return call.kernel.store.transaction(() => act(call, wanted));
}

function create(call: KubernetesCall, wanted: Wanted): KubernetesReply {
  const { resource } = wanted;
  if (wanted.name !== undefined) throw methodNotAllowed();
  const given = read(call, wanted, parsedJson(call.text));
  const { generateName } = given.metadata;
  const name = given.metadata.name ?? (generateName && `${generateName}${suffix(5, randomUUID())}`);
  if (!name) throw badRequest("name or generateName is required");
  if (!NAME.test(name)) throw invalidName(resource.kind, name);
  const place = placeOf(call, wanted, name);
  mustHaveNamespace(call, place);
  if (storedObject(call.kernel.store, place) ?? ownObject(call, place)) {
    throw alreadyExists(resource.name, name);
  }
  const object = completed(given, wanted, {
    name,
    uid: randomUUID(),
    creationTimestamp: timeText(call.kernel.clock.now()),
  });
  return { status: 201, body: keep(call, place, object, "create") };
}

function replace(call: KubernetesCall, wanted: Wanted): KubernetesReply {
  const { place, object } = existing(call, wanted);
  const given = read(call, wanted, parsedJson(call.text));
  if (given.metadata.name !== place.name) {
    throw badRequest(
      `the name of the object (${given.metadata.name}) does not match the name on the URL (${place.name})`,
    );
  }
  return { status: 200, body: update(call, wanted, { place, object, given }, "update") };
}

function patch(call: KubernetesCall, wanted: Wanted): KubernetesReply {
  const { place, object } = existing(call, wanted);
  const next = patched(object, call.contentType, parsedJson(call.text));
  const given = read(call, wanted, next);
  return { status: 200, body: update(call, wanted, { place, object, given }, "patch") };
}

function remove(call: KubernetesCall, wanted: Wanted): KubernetesReply {
  const { place, object } = existing(call, wanted);
  if (!isDryRun(call)) {
    deleteObject(call.kernel.store, place);
    record(call, place, "delete");
  }
  const { name, uid } = object.metadata;
  const status = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success" };
  return { status: 200, body: { ...status, details: { name, kind: wanted.resource.name, uid } } };
}

/** What an object shall be; a client that asks for strict validation may have written no field that isn't known. */
function read({ query }: KubernetesCall, wanted: Wanted, document: unknown): Written {
  const given = written(document, wanted);
  if (query.get("fieldValidation") === "Strict") mustKnowFields(given, wanted);
  return given;
}

interface Change {
  place: ObjectPlace;
  /** As it is. */
  object: KubernetesObject;
  /** As it shall be. */
  given: Written;
}

/** Who names a version or a uid wants to change that one and no other. */
function update(
  call: KubernetesCall,
  wanted: Wanted,
  { place, object, given }: Change,
  verb: string,
): KubernetesObject {
  const { metadata } = object;
  const { resourceVersion = metadata.resourceVersion, uid = metadata.uid } = given.metadata;
  if (resourceVersion !== metadata.resourceVersion || uid !== metadata.uid) {
    throw modifiedMeanwhile(wanted.resource.name, place.name);
  }
  const next = completed(given, wanted, metadata);
  // A write that changes nothing keeps the version, as in Kubernetes.
  return differs(next, object) ? keep(call, place, next, verb) : object;
}

function keep(
  call: KubernetesCall,
  place: ObjectPlace,
  object: KubernetesObject,
  verb: string,
): KubernetesObject {
  if (isDryRun(call)) return object;
  record(call, place, verb);
  return storeObject(call.kernel.store, place, object);
}

function record({ kernel, user }: KubernetesCall, place: ObjectPlace, kind: string): void {
  const { cluster, resource, namespace, name } = place;
  const resourceId = [cluster, resource, namespace, name].filter(Boolean).join("/");
  const effect = { resourceId, kind, principal: user.name, requestId: randomUUID() };
  kernel.effects.record(effect, kernel.clock.now());
}

function existing(
  call: KubernetesCall,
  wanted: Wanted,
): { place: ObjectPlace; object: KubernetesObject } {
  const { name, resource } = wanted;
  if (name === undefined) throw methodNotAllowed();
  const place = placeOf(call, wanted, name);
  if (ownObject(call, place)) throw keptByItself(resource.name, name);
  const object = storedObject(call.kernel.store, place);
  if (!object) throw noSuchObject(resource.name, resource.group, name);
  return { place, object };
}

/** An object that the cluster keeps by itself. */
function ownObject(
  { kernel, timeline, cluster }: KubernetesCall,
  { resource, namespace, name }: ObjectPlace,
): KubernetesObject | undefined {
  const all = workedOut(kernel, timeline, cluster)[resource] ?? [];
  return all.find(
    ({ metadata }) => metadata.name === name && (metadata.namespace ?? "") === namespace,
  );
}

function mustHaveNamespace(call: KubernetesCall, { cluster, namespace }: ObjectPlace): void {
  if (namespace === "") return;
  const place = { cluster, resource: "namespaces", namespace: "", name: namespace };
  const there = ownObject(call, place) ?? storedObject(call.kernel.store, place);
  if (!there) throw noSuchObject("namespaces", "", namespace);
}

function placeOf(
  { cluster }: KubernetesCall,
  { resource, namespace = "" }: Wanted,
  name: string,
): ObjectPlace {
  if (resource.namespaced && namespace === "") throw methodNotAllowed();
  return { cluster: cluster.id, resource: resource.name, namespace, name };
}

function isDryRun({ query }: KubernetesCall): boolean {
  return query.get("dryRun") === "All";
}
