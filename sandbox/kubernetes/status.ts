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
  const qualified = group === "" ? resource : `${resource}.${group}`;
  const details = { name, ...(group && { group }), kind: resource };
  return new StatusError(404, "NotFound", `${qualified} "${name}" not found`, details);
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, "BadRequest", message);
}

/** The clusters of the sandbox follow ARM's state; nothing is changed through their own API. */
export function readOnly(user: string, verb: string, resource: string, group: string): StatusError {
  return new StatusError(
    403,
    "Forbidden",
    `${resource} is forbidden: User "${user}" cannot ${verb} resource "${resource}" in API group "${group}"`,
    { kind: resource, ...(group && { group }) },
  );
}
