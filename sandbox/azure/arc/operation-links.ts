import type { Operation } from "../../operations.ts";
import { ArmError, type ArmRequest, type Handler } from "../../types.ts";

/** Tells the client of a write where its operation can be watched, and how often. */
export function linkToOperation(
  { kernel, apiVersion }: ArmRequest,
  base: string,
  operationId: string,
): Record<string, string> {
  return {
    "azure-asyncoperation": `${kernel.origin}${encodeURI(base)}/${operationId}?api-version=${apiVersion}`,
    "retry-after": String(kernel.settings.get("operationRetryAfter")),
  };
}

/** What an operation's own address answers. */
export const operationStatus: Handler = (request) => {
  const { id, status, error } = operationOf(request);
  return {
    status: 200,
    ...(status === "InProgress" && {
      headers: { "retry-after": String(request.kernel.settings.get("operationRetryAfter")) },
    }),
    body: { id: request.path, name: id, status, ...(error && { error }) },
  };
};

function operationOf({ kernel, params }: ArmRequest): Operation {
  const operation = kernel.operations.get(String(params.operationId));
  const subscription = `/subscriptions/${params.subscriptionId}/`.toLowerCase();
  if (operation?.resourceKey.startsWith(subscription)) return operation;
  throw new ArmError(404, "NotFound", `The operation '${params.operationId}' was not found.`);
}
