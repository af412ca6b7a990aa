import { expect, test } from "vitest";
import { problemsOf } from "./model.ts";

const SUBSCRIPTION = "/subscriptions/a3c1f0de-5b7e-4f0a-9d51-6f2c80b41e01";

const fields = (scope: string) =>
  problemsOf(
    {
      scope,
      notScopes: [],
      displayName: "Custom workspace",
      description: "",
      enforced: true,
      parameters: {},
      region: "westeurope",
      remediate: false,
    },
    { parameters: [], roleIds: [] },
  ).map(({ field }) => field);

test.each([
  SUBSCRIPTION,
  `${SUBSCRIPTION}/resourceGroups/rg-pay.prod_(eu)`,
  "/providers/Microsoft.Management/managementGroups/landing-zones",
])("a policy can be assigned at %s", (scope) => {
  expect(fields(scope)).toEqual([]);
});

test.each([
  "",
  `${SUBSCRIPTION}/resourceGroups/..`,
  `${SUBSCRIPTION}/resourceGroups/.`,
  `${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Web/sites/shop`,
  "/providers/Microsoft.Management/managementGroups/..",
])("“%s” is no scope, and can't lead an address to another one", (scope) => {
  expect(fields(scope)).toEqual(["scope"]);
});
