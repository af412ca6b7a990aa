import type { Route } from "../../arm/route.ts";
import type { Handler } from "../../types.ts";

/** What the caller may do at a scope, role by role. */
const list: Handler = ({ access, params }) => ({
  status: 200,
  body: {
    value: access.rolesAt(params.scope || "/").map(({ actions, notActions }) => ({
      actions,
      notActions,
      dataActions: [],
      notDataActions: [],
    })),
  },
});

export const PERMISSION_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "{scope*}/providers/Microsoft.Authorization/permissions",
    versions: ["2015-07-01", "2018-07-01", "2022-04-01"],
    action: null,
    handler: list,
  },
];
