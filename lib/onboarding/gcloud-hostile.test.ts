import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findProgram } from "../../sandbox/az-command.ts";
import { hostileName, shellName } from "../options/testing.ts";
import { gcloudScript, scriptFor } from "./gcloud-script.ts";
import type { Thing, ThingOf } from "./gcp-things.ts";
import { components, gcpChoice } from "./testing.ts";

const run = promisify(execFile);
const MINUTES = 60_000;
/** Three names a row, five times: more than 10,000 names. */
const ROWS = 680;
const RUNS = 5;

/**
 * What stands for gcloud writes down how it was called, each word ended by NUL, and knows of nothing: everything has
 * to be made.
 */
const TOOL = `
exec {record}>>"$CALLS"
gcloud() {
  printf '%s\\0' "$#" "$@" >&"$record"
  case "$*" in
  *print-access-token*) ;;
  *core/project*) printf '%s' "$project" ;;
  *projectNumber*) printf '%s' "$number" ;;
  *writerIdentity*) echo serviceAccount:writer ;;
  *get-iam-policy*) ;;
  *' describe '*) echo NOT_FOUND >&2; return 1 ;;
  esac
}
`;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "gcloud-hostile-"));
  writeFileSync(join(folder, "tool.sh"), TOOL);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Names = [string, string, string];

/** One thing of each kind that takes names, with three names in it. */
const KINDS: readonly ((names: Names) => Thing)[] = [
  ([name]) => ({ kind: "service", name, why: "" }),
  ([id, title]) => ({ kind: "pool", id, title, why: "" }),
  ([id, pool, audience]) => ({
    ...{ kind: "provider", id, pool, issuer: "https://issuer.example", audience, why: "" },
  }),
  ([id, title, one]) => ({
    ...{ kind: "role", id: id as ThingOf<"role">["id"], title, permissions: [one, "b"], why: "" },
  }),
  ([name, title]) => ({ kind: "account", name, title, isPortal: false, why: "" }),
  ([account, role]) => ({ kind: "grant", account, role, why: "" }),
  ([account, member]) => ({ kind: "letIn", account, member, why: "" }),
  ([id]) => ({ kind: "topic", id, why: "" }),
  ([id, topic]) => ({ kind: "subscription", id, topic, why: "" }),
  ([id, topic, filter]) => ({ kind: "sink", id, topic, filter, why: "" }),
];
const MARKS: Names = ["MARKONE", "MARKTWO", "MARKSIX"];

/** The calls that a script makes, in an empty folder that stays empty. */
async function callsOf(script: string): Promise<string[][]> {
  const place = mkdtempSync(join(folder, "run-"));
  const [inside, temporary] = [join(place, "empty"), join(place, "tmp")];
  const [file, calls] = [join(place, "script.sh"), join(place, "calls")];
  mkdirSync(inside);
  mkdirSync(temporary);
  writeFileSync(file, script);
  const env = {
    ...process.env,
    BASH_ENV: join(folder, "tool.sh"),
    CALLS: calls,
    TMPDIR: temporary,
    PAUSE_SECONDS: "0",
  };
  await run("bash", [file], { env, cwd: inside, maxBuffer: 1 << 28 });
  expect([readdirSync(inside), readdirSync(temporary)]).toEqual([[], []]);
  const words = readFileSync(calls, "utf8").split("\0").slice(0, -1);
  rmSync(place, { recursive: true });
  const found: string[][] = [];
  for (let at = 0; at < words.length; at += Number(words[at]) + 1) {
    found.push(words.slice(at + 1, at + 1 + Number(words[at])));
  }
  return found.flatMap(oneByOne);
}

/** All services are enabled by one call; here it counts as one call for each. */
function oneByOne(call: string[]): string[][] {
  const [group = "", verb = "", ...rest] = call;
  if (group !== "services" || verb !== "enable") return [call];
  const options = rest.slice(-2);
  return rest.slice(0, -2).map((name) => [group, verb, name, ...options]);
}

const filled = (word: string, names: Names) =>
  word.replace(/MARKONE|MARKTWO|MARKSIX/g, (mark) => names[MARKS.indexOf(mark)] ?? "");

test("G7: 10,000 hostile names through the script reach gcloud byte for byte, and do nothing else", {
  timeout: 10 * MINUTES,
}, async () => {
  const script = (thing: (names: Names) => Thing, rows: readonly Names[]) =>
    scriptFor(gcpChoice(), rows.map(thing), "0123456789ab");
  const shapes = await Promise.all(KINDS.map((kind) => callsOf(script(kind, [MARKS]))));
  const names = fc.tuple(shellName, shellName, shellName);
  await fc.assert(
    fc.asyncProperty(fc.array(names, { minLength: ROWS, maxLength: ROWS }), async (rows) => {
      const share = Math.ceil(rows.length / KINDS.length);
      for (const [at, kind] of KINDS.entries()) {
        const mine = rows.slice(at * share, (at + 1) * share);
        const [first, each] = parted(shapes[at] ?? []);
        const expected = mine.flatMap((row) =>
          each.map((call) => call.map((word) => filled(word, row))),
        );
        expect(differing(await callsOf(script(kind, mine)), [...first, ...expected])).toBeNull();
      }
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
});

/** The calls that come once, and those of a thing, which have names in them. */
function parted(calls: string[][]): [string[][], string[][]] {
  const from = calls.findIndex((call) => call.some((word) => word.includes("MARK")));
  return [calls.slice(0, from), calls.slice(from)];
}

/** The first call that is not as expected. Comparing whole lists takes longer than running them. */
function differing(calls: string[][], wanted: string[][]) {
  for (let at = 0; at < Math.max(calls.length, wanted.length); at += 1) {
    const [is, should] = [calls[at], wanted[at]];
    if (is?.join("\0") !== should?.join("\0")) return { at, is, should };
  }
  return null;
}

test(
  "hostile ids of a project and of the portal do nothing but stand in the calls",
  async () => {
    const one = hostileName.filter((name) => !/[\n\r]$/.test(name));
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(one, one, one, one),
        async ([projectId, issuer, audience, subject]) => {
          const choice = gcpChoice({ projectId, access: "least", components: components(false) });
          const { text } = gcloudScript({
            choice,
            identity: { issuer, audience, subject, tenantId: "t-1" },
          });
          const words = (await callsOf(text)).flat();
          expect(words).toContain(`--project=${projectId}`);
          expect(words).toContain(`--issuer-uri=${issuer}`);
          expect(words).toContain(`--allowed-audiences=${audience}`);
          expect(words.some((word) => word.endsWith(`/subject/${subject}`))).toBe(true);
        },
      ),
      { numRuns: 20, endOnFailure: true },
    );
  },
  MINUTES,
);

const shellCheck = findProgram("shellcheck");
if (!shellCheck) process.stderr.write("ShellCheck is not installed: its test is skipped.\n");
test.skipIf(!shellCheck)("ShellCheck finds nothing in the script, whatever was chosen", () => {
  const identity = {
    issuer: "https://login.example/t/v2.0",
    audience: "api://c",
    subject: "two's",
    tenantId: "11111111-1111-4111-8111-111111111111",
  };
  const choices = [
    gcpChoice(),
    gcpChoice({ access: "least", components: components(false) }),
    gcpChoice({ containers: false }),
    gcpChoice({ organization: true, organizationId: "558899001122" }),
  ];
  const files = choices.map((choice, at) => {
    const file = join(folder, `${at}.sh`);
    writeFileSync(file, gcloudScript({ choice, identity }).text);
    return file;
  });
  execFileSync("shellcheck", files, { encoding: "utf8" });
});

test("an organisation's roles are made and given there, and its accounts stay in the project", async () => {
  const choice = gcpChoice({ organization: true, organizationId: "558899001122" });
  const identity = {
    issuer: "https://login.example/t/v2.0",
    audience: "api://c",
    subject: "oid",
    tenantId: "11111111-1111-4111-8111-111111111111",
  };
  const calls = (await callsOf(gcloudScript({ choice, identity }).text)).map((call) =>
    call.join(" "),
  );
  const made = calls.filter((call) => call.includes("roles create"));
  expect(made.every((call) => call.includes("--organization=558899001122"))).toBe(true);
  expect(made.some((call) => call.includes("resourcemanager.folders.list"))).toBe(true);
  expect(calls).toContain(
    `organizations add-iam-policy-binding 558899001122 --member=serviceAccount:microsoft-defender-cspm@${choice.projectId}.iam.gserviceaccount.com --role=organizations/558899001122/roles/MDCCustomRole --condition=None --quiet`,
  );
  expect(calls.filter((call) => call.includes("service-accounts create"))).not.toContainEqual(
    expect.stringContaining("--organization"),
  );
});
