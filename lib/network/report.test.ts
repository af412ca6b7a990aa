import { expect, test } from "vitest";
import { readReport } from "./report.ts";

const HEAD = { breakwater: 1, cloud: "public", type: "aks", region: "westeurope" };
const GOOD = {
  id: "policy-data.public",
  host: "data.policy.core.windows.net",
  port: 443,
  exit: 0,
  ip: "20.50.2.1",
  resolved: 0.01,
  connected: 0.02,
  secured: 0.05,
  total: 0.06,
  proxy: "000",
};
const OTHER = { ...GOOD, id: "sensor-login.public", host: "login.microsoftonline.com" };

function pasted(...lines: (object | string)[]): string {
  return lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n");
}

test("S3: a report is read whole, with line ends of any kind and blank lines between", () => {
  const text = pasted(HEAD, "", GOOD, OTHER, { checked: 2 }).replaceAll("\n", "\r\n");
  expect(readReport(`\n${text}\n\n`)).toMatchObject({
    cloud: "public",
    type: "aks",
    region: "westeurope",
    results: [{ id: GOOD.id, tls: true, milliseconds: 60, problem: null }, { id: OTHER.id }],
  });
});

test("S3: once TLS stands, what the server says or leaves unsaid is no problem", () => {
  for (const exit of [0, 22, 28, 52]) {
    const [result] = readReport(pasted(HEAD, { ...GOOD, exit }, { checked: 1 })).results;
    expect(result).toMatchObject({ tls: true, problem: null });
  }
});

test.each([
  ["nothing", "", "nothing to read"],
  ["the first line alone", pasted(HEAD), "only the first line"],
  ["a beginning that is cut off", pasted(GOOD, { checked: 1 }), "Line 1 is not the first line"],
  ["an end that is cut off", pasted(HEAD, GOOD, OTHER), "Line 3 is not the last line"],
  [
    "a line that is missing",
    pasted(HEAD, GOOD, { checked: 2 }),
    "tried 2 endpoints, and 1 are here",
  ],
  [
    "a line that is no JSON",
    pasted(HEAD, GOOD, "error: pod is pending", { checked: 2 }),
    "Line 3 is not JSON",
  ],
  ["a result twice", pasted(HEAD, GOOD, GOOD, { checked: 2 }), "there twice"],
  ["another version", pasted({ ...HEAD, breakwater: 2 }, GOOD, { checked: 1 }), "breakwater"],
  ["a member too many", pasted(HEAD, { ...GOOD, note: "<script>" }, { checked: 1 }), "Line 2"],
  [
    "a host that is not published",
    pasted(HEAD, { ...GOOD, host: "evil.example" }, { checked: 1 }),
    "not an endpoint of the list",
  ],
  [
    "a host that only ends like one",
    pasted(HEAD, { ...GOOD, host: "x.data.policy.core.windows.net" }, { checked: 1 }),
    "not an endpoint",
  ],
  [
    "another port",
    pasted(HEAD, { ...GOOD, port: 22 }, { checked: 1 }),
    "not an endpoint of the list",
  ],
  ["an address that is none", pasted(HEAD, { ...GOOD, ip: "javascript:1" }, { checked: 1 }), "ip"],
  [
    "another cloud's results",
    pasted({ ...HEAD, cloud: "china" }, GOOD, { checked: 1 }),
    "another cloud",
  ],
])("S3: a paste with %s is refused in words", (_what, text, words) => {
  expect(() => readReport(text)).toThrow(words);
});
