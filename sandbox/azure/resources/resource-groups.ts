import { z } from "zod";
import { accept } from "../../arm/accept.ts";
import { resourceGroupNotFound } from "../../arm/errors.ts";
import { listPage } from "../../arm/paging.ts";
import { bodyAs } from "../../arm/parse.ts";
import type { Route } from "../../arm/route.ts";
import {
  ArmError,
  type ArmRequest,
  type Handler,
  type Kernel,
  type Resource,
} from "../../types.ts";

const TYPE = "microsoft.resources/subscriptions/resourcegroups";
const VERSIONS = [
  ...["2019-10-01", "2020-06-01", "2020-10-01", "2021-01-01", "2021-04-01", "2022-09-01"],
  ...["2023-07-01", "2024-03-01", "2024-07-01"],
];
const READ = "Microsoft.Resources/subscriptions/resourceGroups/read";
const WRITE = "Microsoft.Resources/subscriptions/resourceGroups/write";

/** Letters of any script, digits, underscores, parentheses, hyphens and dots; the last is no dot. */
const NAME = /^[\p{L}\p{N}_().-]{0,89}[\p{L}\p{N}_()-]$/u;

const GroupBody = z.object({
  location: z.string().min(1),
  tags: z.record(z.string(), z.string()).nullish(),
  managedBy: z.string().nullish(),
});

const list: Handler = (request) =>
  listPage(request, { types: [TYPE], below: subscriptionId(request) }, READ, shape);

const get: Handler = (request) => ({ status: 200, body: shape(groupOf(request)) });

const exists: Handler = (request) => ({ status: findGroup(request) ? 204 : 404 });

const put: Handler = (request) => {
  const { kernel, params } = request;
  const { location, tags, managedBy } = bodyAs(GroupBody, request.body);
  const name = String(params.resourceGroup);
  if (!NAME.test(name)) {
    throw new ArmError(
      400,
      "InvalidResourceGroup",
      `The provided resource group name '${name}' has these invalid characters or ends with a dot.`,
    );
  }
  const before = findGroup(request);
  if (before && before.location !== location) throw movedGroup(before, location);
  const id = before?.id ?? `${subscriptionId(request)}/resourceGroups/${name}`;
  const stored = accept(request, { kind: "put", resourceId: id }, () =>
    kernel.store.put(
      {
        id,
        type: TYPE,
        name: before?.name ?? name,
        subscriptionId: String(params.subscriptionId),
        resourceGroup: name,
        location,
        body: {
          location,
          ...(managedBy && { managedBy }),
          ...(tags && { tags }),
          properties: { provisioningState: "Succeeded" },
        },
      },
      kernel.clock.now(),
    ),
  );
  return { status: before ? 200 : 201, body: shape(stored) };
};

/**
 * The resource group that a request's path names.
 * @throws ArmError 404 when there is none.
 */
export function groupOf(request: Pick<ArmRequest, "kernel" | "params">): Resource {
  const group = findGroup(request);
  if (!group) throw resourceGroupNotFound(String(request.params.resourceGroup));
  return group;
}

function findGroup({ kernel, params }: { kernel: Kernel; params: ArmRequest["params"] }) {
  return kernel.store.get(
    `/subscriptions/${params.subscriptionId}/resourceGroups/${params.resourceGroup}`,
  );
}

function subscriptionId({ params }: ArmRequest): string {
  return `/subscriptions/${params.subscriptionId}`;
}

function shape({ id, name, body }: Resource): object {
  return { id, name, type: "Microsoft.Resources/resourceGroups", ...body };
}

function movedGroup({ name, location }: Resource, wanted: string): ArmError {
  return new ArmError(
    409,
    "InvalidResourceGroupLocation",
    `Invalid resource group location '${wanted}'. The Resource group '${name}' already exists in location '${location}'.`,
  );
}

const all = "/subscriptions/{subscriptionId}/resourceGroups";
const one = `${all}/{resourceGroup}`;

export const RESOURCE_GROUP_ROUTES: readonly Route[] = [
  { method: "GET", path: all, versions: VERSIONS, action: READ, list: true, handler: list },
  { method: "GET", path: one, versions: VERSIONS, action: READ, handler: get },
  { method: "HEAD", path: one, versions: VERSIONS, action: READ, handler: exists },
  { method: "PUT", path: one, versions: VERSIONS, action: WRITE, handler: put },
];
