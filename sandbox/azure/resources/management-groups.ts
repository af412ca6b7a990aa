import type { Route } from "../../arm/route.ts";
import {
  ArmError,
  type ArmRequest,
  type Handler,
  type Kernel,
  type Resource,
} from "../../types.ts";

const TYPE = "microsoft.management/managementgroups";
const GROUP_TYPE = "Microsoft.Management/managementGroups";
const VERSIONS = ["2020-02-01", "2020-05-01", "2021-04-01", "2023-04-01"];
const READ = "Microsoft.Management/managementGroups/read";

interface GroupProperties {
  tenantId: string;
  displayName: string;
  details: object;
}

const list: Handler = ({ kernel, access }) => {
  const groups = [...kernel.store.scan({ types: [TYPE] })].filter(({ id }) =>
    access.allows(READ, id),
  );
  const value = groups.map((group) => {
    const { tenantId, displayName } = propertiesOf(group);
    return {
      id: group.id,
      type: GROUP_TYPE,
      name: group.name,
      properties: { tenantId, displayName },
    };
  });
  return { status: 200, body: { value } };
};

const get: Handler = (request) => {
  const { kernel, query } = request;
  const group = groupOf(request);
  const expand = query.get("$expand") === "children";
  const children = expand && childrenOf(kernel, group.id, query.get("$recurse") === "true");
  return {
    status: 200,
    body: {
      id: group.id,
      type: GROUP_TYPE,
      name: group.name,
      properties: { ...propertiesOf(group), ...(expand && { children }) },
    },
  };
};

function groupOf({ kernel, params }: ArmRequest): Resource {
  const id = `/providers/Microsoft.Management/managementGroups/${params.groupId}`;
  const group = kernel.store.get(id);
  if (group) return group;
  throw new ArmError(404, "NotFound", `'${id}' not found`);
}

function propertiesOf({ body }: Resource): GroupProperties {
  return body.properties as GroupProperties;
}

/** The tree has few levels (six at most), so calling itself is safe. */
function childrenOf(kernel: Kernel, parentId: string, deep: boolean): object[] {
  return kernel.store.children(parentId).map((child) => {
    if (child.type !== TYPE) {
      return {
        id: child.id,
        type: "/subscriptions",
        name: child.name,
        displayName: child.body.displayName,
      };
    }
    const { displayName } = propertiesOf(child);
    return {
      id: child.id,
      type: GROUP_TYPE,
      name: child.name,
      displayName,
      ...(deep && { children: childrenOf(kernel, child.id, deep) }),
    };
  });
}

const all = "/providers/Microsoft.Management/managementGroups";

export const MANAGEMENT_GROUP_ROUTES: readonly Route[] = [
  { method: "GET", path: all, versions: VERSIONS, action: null, handler: list },
  { method: "GET", path: `${all}/{groupId}`, versions: VERSIONS, action: READ, handler: get },
];
