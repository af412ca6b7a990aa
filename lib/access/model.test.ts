import { describe, expect, test } from "vitest";
import { covers, lacks, may, type Place, type RoleGrant } from "./model.ts";

const PLACE: Place = { subscriptionId: "s1", managementGroups: ["landing-zones", "root"] };
const IN_GROUP: Place = { ...PLACE, resourceGroup: "rg-shop" };

const ROLES = {
  owner: { roleName: "Owner", actions: ["*"], notActions: [] },
  contributor: {
    roleName: "Contributor",
    actions: ["*"],
    notActions: ["Microsoft.Authorization/*/Delete", "Microsoft.Authorization/*/Write"],
  },
  securityAdmin: {
    roleName: "Security Admin",
    actions: ["Microsoft.Security/*", "Microsoft.Authorization/policyAssignments/*", "*/read"],
    notActions: [],
  },
  reader: { roleName: "Reader", actions: ["*/read"], notActions: [] },
};

function grant(role: keyof typeof ROLES, scope: string): RoleGrant {
  return { scope, ...ROLES[role] };
}

const AT = {
  root: "/providers/microsoft.management/managementgroups/root",
  subscription: "/subscriptions/s1",
  group: "/subscriptions/s1/resourcegroups/rg-shop",
  other: "/subscriptions/s2",
};

describe("what a role allows", () => {
  test("a Security Admin may change plans and may not fix clusters", () => {
    const grants = [grant("securityAdmin", AT.subscription)];
    expect(may(grants, "plans:write", PLACE)).toBe(true);
    expect(may(grants, "clusters:fix", PLACE)).toBe(false);
  });

  test("a Contributor may fix clusters and change plans, and may not grant roles", () => {
    const grants = [grant("contributor", AT.subscription)];
    expect(may(grants, "clusters:fix", PLACE)).toBe(true);
    expect(may(grants, "plans:write", PLACE)).toBe(true);
    expect(may(grants, "policies:write", PLACE)).toBe(false);
  });

  test("an Owner may do everything, a Reader nothing that changes", () => {
    for (const permission of ["plans:write", "clusters:fix", "policies:write"] as const) {
      expect(may([grant("owner", AT.root)], permission, PLACE)).toBe(true);
      expect(may([grant("reader", AT.root)], permission, PLACE)).toBe(false);
    }
  });

  test("what one role takes away, another may give", () => {
    const grants = [grant("contributor", AT.subscription), grant("owner", AT.root)];
    expect(may(grants, "policies:write", PLACE)).toBe(true);
  });
});

describe("where a role reaches", () => {
  test("a management group reaches the subscriptions below it", () => {
    expect(may([grant("contributor", AT.root)], "clusters:fix", IN_GROUP)).toBe(true);
  });

  test("a resource group's Contributor fixes there and nowhere else", () => {
    const grants = [grant("contributor", AT.group)];
    expect(may(grants, "clusters:fix", IN_GROUP)).toBe(true);
    expect(may(grants, "clusters:fix", PLACE)).toBe(false);
    expect(may(grants, "clusters:fix", { ...PLACE, resourceGroup: "rg-shop-2" })).toBe(false);
  });

  test("another subscription's role reaches nothing here", () => {
    expect(covers(AT.other, PLACE)).toBe(false);
  });
});

test("a refusal names what is lacking and where", () => {
  expect(lacks("clusters:fix", "Payments")).toBe(
    "To fix clusters on Payments you need the role Contributor or Owner there.",
  );
});
