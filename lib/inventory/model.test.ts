import { expect, test } from "vitest";
import { prerequisites } from "./model.ts";
import { installStatus } from "./states.ts";

const READY = {
  connectivity: "Connected",
  version: "1.30.6",
  nodeCount: 3,
  providerState: "Registered",
};

test("R1: a connected cluster of a registered subscription meets what extensions need", () => {
  expect(prerequisites(READY).every(({ met }) => met === true)).toBe(true);
});

test("R1: each prerequisite that is missing is named with what to do about it", () => {
  const lacking = (more: Partial<typeof READY>) =>
    prerequisites({ ...READY, ...more }).filter(({ met }) => met !== true);
  expect(lacking({ connectivity: "Offline" })).toMatchObject([
    { label: "Connected to Azure Arc", says: expect.stringContaining("Bring the cluster") },
  ]);
  expect(lacking({ providerState: "NotRegistered" })).toMatchObject([
    { says: expect.stringContaining("az provider register") },
  ]);
  expect(lacking({ version: "1.24.3" })).toMatchObject([{ met: false }]);
  expect(lacking({ nodeCount: 0 })).toMatchObject([{ label: "At least one node" }]);
});

test("R9: what ARM says of an extension is shown in the words of the Extensions page", () => {
  expect(installStatus("Succeeded").label).toBe("Installed");
  expect(installStatus("Creating")).toMatchObject({
    label: "Pending",
    says: expect.stringContaining("first minutes"),
  });
  expect(installStatus("Failed").label).toBe("Failed");
  expect(installStatus("SomethingNew").label).toBe("SomethingNew");
});
