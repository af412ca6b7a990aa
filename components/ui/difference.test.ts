import { expect, test } from "vitest";
import { differences } from "./difference.ts";

test("only what differs is named, with its path", () => {
  const before = { securityProfile: { defender: null, imageCleaner: { enabled: true } } };
  const after = {
    securityProfile: {
      defender: { securityMonitoring: { enabled: true } },
      imageCleaner: { enabled: true },
    },
  };
  expect(differences(before, after)).toEqual([
    { path: "securityProfile.defender.securityMonitoring.enabled", before: null, after: "true" },
  ]);
});

test("extensions are compared by name, whatever their order", () => {
  const a = {
    extensions: [
      { name: "A", isEnabled: "True" },
      { name: "B", isEnabled: "False" },
    ],
  };
  const b = {
    extensions: [
      { name: "B", isEnabled: "True" },
      { name: "A", isEnabled: "True" },
    ],
  };
  expect(differences(a, b)).toEqual([
    { path: "extensions.B.isEnabled", before: "False", after: "True" },
  ]);
});

test("equal values do not differ", () => {
  expect(differences({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toEqual([]);
});
