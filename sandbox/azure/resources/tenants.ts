import type { Route } from "../../arm/route.ts";
import { DOMAIN, TENANT_NAME } from "../../identities.ts";
import type { Handler } from "../../types.ts";

const list: Handler = ({ kernel: { tenantId } }) => ({
  status: 200,
  body: {
    value: [
      {
        id: `/tenants/${tenantId}`,
        tenantId,
        tenantCategory: "Home",
        countryCode: "NL",
        displayName: TENANT_NAME,
        domains: [DOMAIN],
        defaultDomain: DOMAIN,
        tenantType: "AAD",
      },
    ],
    nextLink: "",
  },
});

export const TENANT_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/tenants",
    versions: ["2020-01-01", "2021-01-01", "2022-12-01"],
    action: null,
    handler: list,
  },
];
