import { expect, test } from "vitest";
import { RETENTION_DAYS } from "../connectors/catalog.ts";
import { ConnectorChoice } from "../connectors/choice.ts";
import { beginning, choiceOfDraft, type DraftChoice, draftOfChoice, problemsOf } from "./choice.ts";

const aws: DraftChoice = {
  ...beginning("aws"),
  name: "northwind",
  subscriptionId: "b7d2e4a9-1c38-4e6b-8a02-91d5c3f60b02",
  resourceGroup: "rg-multicloud",
  accountId: "523344556677",
};
const gcp: DraftChoice = {
  ...beginning("gcp"),
  name: "shipping",
  subscriptionId: aws.subscriptionId,
  resourceGroup: aws.resourceGroup,
  projectId: "nwh-sandbox-lab",
  projectNumber: "104857600002",
};

const saidOf = (draft: DraftChoice, field: string) =>
  problemsOf(draft).find((one) => one.field === field)?.says;

test("E4: a retention of 0, -1, 1.5, abc or 4000 days is refused with the values that are allowed", () => {
  for (const retention of ["0", "-1", "1.5", "abc", "4000", "", "1e2", "0x1e", " "]) {
    const says = saidOf({ ...aws, retention }, "retention");
    expect(says, retention).toContain(RETENTION_DAYS.join(", "));
  }
  for (const days of RETENTION_DAYS) {
    expect(saidOf({ ...aws, retention: ` ${days} ` }, "retention")).toBeUndefined();
  }
});

test("E4: what is typed for a retention does not matter while no audit logs are kept", () => {
  const components = { ...aws.components, auditLogs: false };
  expect(problemsOf({ ...aws, components, retention: "abc" })).toEqual([]);
});

test("an account's id, a project's id and number, and what is left out are looked at in their own fields", () => {
  expect(saidOf({ ...aws, accountId: "1234-5678-9012" }, "accountId")).toMatch(/twelve digits/);
  expect(saidOf({ ...gcp, projectId: "My Project" }, "projectId")).toMatch(/6 to 30/);
  expect(saidOf({ ...gcp, projectNumber: "x" }, "projectNumber")).toMatch(/digits/);
  expect(saidOf({ ...gcp, organization: true }, "organizationId")).toMatch(/organisation/);
  expect(saidOf({ ...aws, organization: true, excluded: "634455667788 12" }, "excluded")).toMatch(
    /twelve digits/,
  );
  expect(saidOf({ ...aws, allRegions: false }, "regions")).toMatch(/Choose the regions/);
  expect(saidOf({ ...aws, roleNames: { cspm: "a b" } }, "roleNames.cspm")).toMatch(/role's name/);
});

test("an empty draft says of each field what to do, and is no choice", () => {
  for (const cloud of ["aws", "gcp"] as const) {
    const problems = problemsOf(beginning(cloud));
    expect(problems.map(({ field }) => field)).toEqual(
      expect.arrayContaining(["name", "subscriptionId", "resourceGroup"]),
    );
    expect(choiceOfDraft(beginning(cloud))).toBeNull();
  }
});

test("G4, G5, G6: everything is on where a connector is begun, on either cloud", () => {
  for (const cloud of ["aws", "gcp"] as const) {
    const { containers, components } = beginning(cloud);
    expect(containers && Object.values(components).every(Boolean)).toBe(true);
  }
});

test("a choice that is edited comes back as it was", () => {
  for (const draft of [aws, gcp, { ...aws, organization: true, excluded: "634455667788" }]) {
    const choice = choiceOfDraft(draft);
    expect(ConnectorChoice.safeParse(choice).success).toBe(true);
    expect(choice && choiceOfDraft(draftOfChoice(choice))).toEqual(choice);
  }
});
