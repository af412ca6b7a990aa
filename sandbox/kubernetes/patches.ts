import { z } from "zod";
import { badRequest, StatusError } from "./status.ts";

type Members = Record<string, unknown>;

const Operations = z.array(
  z.discriminatedUnion("op", [
    z.looseObject({ op: z.literal("add"), path: z.string(), value: z.unknown() }),
    z.looseObject({ op: z.literal("replace"), path: z.string(), value: z.unknown() }),
    z.looseObject({ op: z.literal("test"), path: z.string(), value: z.unknown() }),
    z.looseObject({ op: z.literal("remove"), path: z.string() }),
  ]),
);
type Operation = z.infer<typeof Operations>[number];

/**
 * What each type of patch makes of an object:
 * https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/. The objects that
 * can be written here have no lists that a strategic merge would merge item by item.
 */
const PATCHES: Readonly<Record<string, (object: unknown, patch: unknown) => unknown>> = {
  "application/merge-patch+json": merged,
  "application/strategic-merge-patch+json": strategicallyMerged,
  "application/json-patch+json": operated,
};

/**
 * An object after a patch of the type that the request's content type names.
 * @throws StatusError 415 for a type that isn't known here, 400 or 422 for a patch that can't be applied
 */
export function patched(object: object, contentType: string, patch: unknown): unknown {
  const apply = PATCHES[contentType.split(";")[0]?.trim() ?? ""];
  if (apply) return apply(object, patch);
  throw new StatusError(
    415,
    "UnsupportedMediaType",
    `the body of the request was in an unknown format - accepted media types include: ${Object.keys(PATCHES).join(", ")}`,
  );
}

/** RFC 7396. */
function merged(object: unknown, patch: unknown): unknown {
  if (!isMembers(patch)) return patch;
  const result: Members = isMembers(object) ? { ...object } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = merged(result[name], value);
  }
  return result;
}

/** A merge that also knows the directives by which a member is replaced or emptied as a whole. */
function strategicallyMerged(object: unknown, patch: unknown): unknown {
  if (!isMembers(patch)) return patch;
  const { $patch: directive, $retainKeys: _order, ...members } = patch;
  if (directive === "delete") return {};
  const result: Members = isMembers(object) && directive !== "replace" ? { ...object } : {};
  for (const [name, value] of Object.entries(members)) {
    if (name.startsWith("$")) throw badRequest(`the directive ${name} is not supported here`);
    if (value === null) delete result[name];
    else result[name] = strategicallyMerged(result[name], value);
  }
  return result;
}

/** RFC 6902, as far as `kubectl patch --type=json` is used on maps. */
function operated(object: unknown, patch: unknown): unknown {
  const operations = Operations.safeParse(patch);
  if (!operations.success) throw badRequest(operations.error.message);
  return operations.data.reduce((result, operation) => {
    const path = operation.path.split("/").slice(1).map(unescaped);
    return at(result, path, operation);
  }, object);
}

function at(document: unknown, [name, ...rest]: readonly string[], operation: Operation): unknown {
  if (name === undefined || !isMembers(document)) throw cannotApply(operation);
  if (rest.length > 0) {
    if (!(name in document)) throw cannotApply(operation);
    return { ...document, [name]: at(document[name], rest, operation) };
  }
  if (operation.op !== "add" && !(name in document)) throw cannotApply(operation);
  if (operation.op === "test") {
    if (JSON.stringify(document[name]) !== JSON.stringify(operation.value)) {
      throw cannotApply(operation);
    }
    return document;
  }
  if (operation.op !== "remove") return { ...document, [name]: operation.value };
  const { [name]: _gone, ...left } = document;
  return left;
}

function cannotApply({ op, path }: Operation): StatusError {
  return new StatusError(
    422,
    "Invalid",
    `the server rejected our request due to an error in our request: ${op} operation does not apply: ${path}`,
  );
}

function unescaped(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
