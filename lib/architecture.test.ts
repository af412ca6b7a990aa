import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

/** The rooms of the house, and the rooms each may import from besides itself. The first match wins. */
const ROOMS: [room: string, path: RegExp, mayImport: string[]][] = [
  ["ui", /^components\/ui\//, []],
  ["component", /^components\//, ["ui", "door", "model", "port", "session"]],
  [
    "page",
    /^(app\/|proxy\.ts$)/,
    ["component", "ui", "door", "model", "session", "live", "foundation", "identity"],
  ],
  ["sandbox", /^sandbox\//, []],
  [
    "provider",
    /^lib\/cloud\/(azure|aws|gcp|kubernetes)\//,
    ["cloud", "port", "foundation", "identity"],
  ],
  [
    "port",
    /^lib\/(cloud\/(authorization|cloud|cluster-wish|connectors|facts|faults|policy|posture|wishes)|result)\.ts$/,
    [],
  ],
  ["cloud", /^lib\/cloud\//, ["provider", "port", "foundation"]],
  ["live", /^lib\/db\/announce\.ts$/, ["foundation"]],
  ["foundation", /^lib\/(db|jobs|config|log|health)\b/, ["live"]],
  ["identity", /^lib\/access\/(entra|seal|cookies)\.ts$/, ["foundation", "model"]],
  [
    "session",
    /^lib\/access\/(current|session|sign-in|sign-out)\.ts$/,
    ["domain", "model", "foundation", "identity"],
  ],
  ["wiring", /^lib\/worker\.ts$/, ["domain", "foundation"]],
  [
    "door",
    /^lib\/[^/]+\/(action|actions|queries|live|export|list-query|bell)\.ts$/,
    ["domain", "model", "port", "foundation", "session", "live"],
  ],
  [
    "model",
    /^lib\/[^/]+\/(model|catalog(-\w+)?|choice|flow|states|filter|wish|regions)\.ts$/,
    ["foundation", "port"],
  ],
  ["domain", /^lib\/[^/]+\//, ["model", "cloud", "port", "foundation", "identity", "live"]],
];

/** A domain may import those that stand before it; `access` and `audit` serve each other. */
const DOMAINS = [
  "access",
  "audit",
  "environments",
  "connectors",
  "inventory",
  "workspaces",
  "network",
  "policy",
  "plans",
  "recommendations",
  "options",
  "onboarding",
  "remediations",
  "verify",
  "roles",
  "coverage",
];
const PEERS = ["access", "audit"];
const LINES_MAX = 250;

const files = ["app", "components", "lib", "sandbox"]
  .flatMap((top) =>
    readdirSync(top, { recursive: true, encoding: "utf8" }).map((path) => `${top}/${path}`),
  )
  .filter((path) => /\.tsx?$/.test(path) && !/(\.test\.tsx?$|generated|\/testing\.ts$)/.test(path));

const imports = files.flatMap((file) => importsOf(file).map((target) => ({ file, target })));

test("every file stands in a room", () => {
  expect(files.filter((file) => !roomOf(file))).toEqual([]);
});

test("imports go from room to room only where allowed", () => {
  const wrong = imports
    .filter(({ file, target }) => roomOf(file)?.name !== roomOf(target)?.name)
    .filter(
      ({ file, target }) => !roomOf(file)?.mayImport.includes(roomOf(target)?.name ?? "nowhere"),
    )
    .map(
      ({ file, target }) =>
        `${file} (${roomOf(file)?.name}) imports ${target} (${roomOf(target)?.name})`,
    );
  expect(wrong).toEqual([]);
});

test("a domain imports only domains before it", () => {
  const domainOf = (path: string) => /^lib\/([^/]+)\//.exec(path)?.[1] ?? "";
  const wrong = imports
    .filter(
      ({ file, target }) =>
        DOMAINS.indexOf(domainOf(file)) >= 0 &&
        DOMAINS.indexOf(domainOf(target)) > DOMAINS.indexOf(domainOf(file)),
    )
    .filter(
      ({ file, target }) => !(PEERS.includes(domainOf(file)) && PEERS.includes(domainOf(target))),
    )
    .map(({ file, target }) => `${file} imports ${target}`);
  expect(wrong).toEqual([]);
});

test("every domain has its place in their order", () => {
  const folders = files
    .filter((file) => ["domain", "model", "door", "session"].includes(roomOf(file)?.name ?? ""))
    .map((file) => file.split("/")[1] ?? "");
  expect([...new Set(folders)].sort()).toEqual([...DOMAINS].sort());
});

test("nothing outside of the sandbox imports it, and it imports nothing of ours", () => {
  const crossing = imports.filter(
    ({ file, target }) => file.startsWith("sandbox/") !== target.startsWith("sandbox/"),
  );
  expect(crossing).toEqual([]);
});

test(`no file is longer than ${LINES_MAX} lines`, () => {
  expect(files.filter((file) => readFileSync(file, "utf8").split("\n").length > LINES_MAX)).toEqual(
    [],
  );
});

test("actions.ts files, and no others, are server actions", () => {
  const marked = files.filter((file) => readFileSync(file, "utf8").startsWith('"use server"'));
  expect(marked).toEqual(files.filter((file) => file.endsWith("/actions.ts")));
});

test("only config.ts and log.ts of the app read the environment", () => {
  const readers = files
    .filter((file) => !file.startsWith("sandbox/"))
    .filter((file) => readFileSync(file, "utf8").includes("process.env"));
  expect(readers.filter((file) => !["lib/config.ts", "lib/log.ts"].includes(file))).toEqual([]);
});

function roomOf(path: string) {
  const room = ROOMS.find(([, pattern]) => pattern.test(path));
  return room && { name: room[0], mayImport: room[2] };
}

/** Our own modules that a file imports, as paths from the root. */
function importsOf(file: string): string[] {
  const found = readFileSync(file, "utf8").matchAll(/(?:from|import)\s*\(?\s*"((?:@\/|\.)[^"]+)"/g);
  return [...found]
    .map(([, name = ""]) => (name.startsWith("@/") ? name.slice(2) : join(dirname(file), name)))
    .filter((path) => /^(app|components|lib|sandbox)\//.test(path) && !path.endsWith(".css"))
    .map((path) => (/\.tsx?$/.test(path) ? path : `${path}.ts`));
}
