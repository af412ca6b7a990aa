import type { Attempt } from "./users.ts";

/** Anything that a Kubernetes API server answers with its `Status` object. */
export class StatusError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: object | undefined;

  constructor(code: number, reason: string, message: string, details?: object) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  /** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
  body(): object {
    const { code, reason, message, details } = this;
    return {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message,
      reason,
      ...(details && { details }),
      code,
    };
  }
}

export function unauthorized(): StatusError {
  return new StatusError(401, "Unauthorized", "Unauthorized");
}

export function noSuchPath(): StatusError {
  return new StatusError(404, "NotFound", "the server could not find the requested resource", {});
}

export function noSuchObject(resource: string, group: string, name: string): StatusError {
  const details = { name, ...(group && { group }), kind: resource };
  return new StatusError(
    404,
    "NotFound",
    `${qualified(resource, group)} "${name}" not found`,
    details,
  );
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, "BadRequest", message);
}

/** A user may not do this; in the words of https://kubernetes.io/docs/reference/access-authn-authz/authorization/ */
export function forbidden(
  user: string,
  { verb, group, resource, namespace }: Attempt,
  name?: string,
): StatusError {
  const where = namespace ? `in the namespace "${namespace}"` : "at the cluster scope";
  const what =
    name === undefined ? qualified(resource, group) : `${qualified(resource, group)} "${name}"`;
  return new StatusError(
    403,
    "Forbidden",
    `${what} is forbidden: User "${user}" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`,
    { ...(name !== undefined && { name }), ...(group && { group }), kind: resource },
  );
}

/** What follows from the cloud's state is not changed through the cluster's own API. */
export function keptByItself(resource: string, name: string): StatusError {
  return new StatusError(
    403,
    "Forbidden",
    `${resource} "${name}" is forbidden: the cluster keeps it by itself`,
    { name, kind: resource },
  );
}

export function methodNotAllowed(): StatusError {
  return new StatusError(
    405,
    "MethodNotAllowed",
    "the server does not allow this method on the requested resource",
  );
}

export function alreadyExists(resource: string, name: string): StatusError {
  return new StatusError(409, "AlreadyExists", `${resource} "${name}" already exists`, {
    name,
    kind: resource,
  });
}

export function modifiedMeanwhile(resource: string, name: string): StatusError {
  return new StatusError(
    409,
    "Conflict",
    `Operation cannot be fulfilled on ${resource} "${name}": the object has been modified; please apply your changes to the latest version and try again`,
    { name, kind: resource },
  );
}

export function invalidName(kind: string, name: string): StatusError {
  return new StatusError(
    422,
    "Invalid",
    `${kind} "${name}" is invalid: metadata.name: Invalid value: "${name}": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character`,
    { name, kind },
  );
}

function qualified(resource: string, group: string): string {
  return group === "" ? resource : `${resource}.${group}`;
}
