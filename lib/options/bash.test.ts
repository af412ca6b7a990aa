import { execFile, execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findProgram } from "../../sandbox/az-command.ts";
import { generate } from "./generate.ts";
import type { Target } from "./model.ts";
import {
  hostilePlaces,
  OUTPUTS,
  type OutputOf,
  requestOf,
  shellName,
  targetOf,
  textOf,
} from "./testing.ts";

const run = promisify(execFile);
const SCRIPTS = OUTPUTS.filter(({ language }) => language === "bash" || language === "rest");
const BASH = SCRIPTS.filter(({ language }) => language === "bash");
/** Three names a row, ten times: more than 10,000 names for each output. */
const ROWS = 334;
const RUNS = 10;
const MINUTES = 60_000;

/**
 * What stands for az and kubectl does: it writes down how it was called, each word ended by NUL as the system
 * itself ends them, and answers a look so that the script has something to do.
 */
const written = (to: string) => `
  printf '%s\\0' "$#" "$called" "$@" ${to}
  case "$*" in
    *--query=properties.provisioningState* | *"|| 'Succeeded'"*) echo Succeeded ;;
    *"[0].name || ''"*) echo found ;;
    *--query=properties.customerId*) echo 11111111-2222-3333-4444-555555555555 ;;
    *--query=primarySharedKey*) echo c2VjcmV0 ;;
  esac
`;
const PROGRAM = `#!/bin/sh\ncalled=\${0##*/}\n${written('>>"$CALLS"')}`;
/**
 * As functions of the shell they start no process, which is what 10,000 names would wait for, and the file is opened
 * once. What is left of the time is Bash's own, for each `$(…)` of the scripts.
 */
const FUNCTIONS = `exec {record}>>"$CALLS"\n${["az", "kubectl"]
  .map((name) => `${name}() {\n  local called=${name}\n${written('>&"$record"')}}\n`)
  .join("")}`;

let folder: string;
let programs: string;
let functions: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "options-"));
  programs = join(folder, "bin");
  functions = join(folder, "functions.sh");
  mkdirSync(programs);
  for (const name of ["az", "kubectl"]) {
    writeFileSync(join(programs, name), PROGRAM);
    chmodSync(join(programs, name), 0o755);
  }
  writeFileSync(functions, FUNCTIONS);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("10,000 hostile names through every Bash script reach az and kubectl byte for byte, and do nothing else", {
  timeout: 10 * MINUTES,
}, async () => {
  const shapes = await Promise.all(BASH.map(shapeOf));
  await fc.assert(
    fc.asyncProperty(hostilePlaces(ROWS, shellName), async (places) => {
      for (const [at, output] of BASH.entries()) {
        const targets = places.map((place) => targetOf(output.installable, place));
        const calls = await callsOf(textOf(output, targets), "functions");
        expect(difference(calls, expected(shapes[at], targets))).toBeNull();
      }
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
});

test("hostile names reach real programs on the PATH byte for byte too, also by az rest", {
  timeout: 5 * MINUTES,
}, async () => {
  const shapes = await Promise.all(SCRIPTS.map(shapeOf));
  await fc.assert(
    fc.asyncProperty(hostilePlaces(40, shellName), async (places) => {
      for (const [at, output] of SCRIPTS.entries()) {
        const targets = places.map((place) => targetOf(output.installable, place));
        const calls = await callsOf(textOf(output, targets), "programs");
        expect(difference(calls, expected(shapes[at], targets))).toBeNull();
      }
    }),
    { numRuns: 2, endOnFailure: true },
  );
});

test("a name that the Azure CLI would read as a file is left out, with the reason", () => {
  for (const output of BASH) {
    const targets = [
      targetOf(output.installable),
      targetOf(output.installable, { name: "@/etc/passwd" }),
    ];
    const answer = generate(requestOf(output, targets));
    if ("cannot" in answer) throw new Error(answer.cannot);
    expect(answer.leftOut.map(({ target }) => target.name)).toEqual(["@/etc/passwd"]);
    expect(answer.leftOut[0]?.why).toContain("name of a file");
    expect(answer.files[0]?.text).not.toContain("/etc/passwd");
  }
});

test("a script stops at the first cluster that Azure refuses, and says which", async () => {
  const refusing = join(folder, "refusing.sh");
  writeFileSync(refusing, `${FUNCTIONS}\naz() { case $* in *update*) return 1 ;; esac; }\n`);
  const output = { installable: "aksSensor", task: "deploy", language: "bash" } as const;
  const targets = ["one", "two"].map((name) => targetOf("aksSensor", { name }));
  const file = join(folder, "stops.sh");
  writeFileSync(file, textOf(output, targets));
  const env = { ...process.env, BASH_ENV: refusing, CALLS: "/dev/null" };
  const ended = await run("bash", [file], { env }).catch((error) => error);
  expect(ended).toMatchObject({ code: 1 });
  expect(ended.stderr).toContain("1  one  Azure did not do it");
  expect(ended.stderr).toContain("run it again to go on");
  expect(ended.stderr).not.toContain("two");
});

const shellCheck = findProgram("shellcheck");
if (!shellCheck) process.stderr.write("ShellCheck is not installed: its test is skipped.\n");
test.skipIf(!shellCheck)("ShellCheck finds nothing in any script, whatever the names", () => {
  const places = fc.sample(hostilePlaces(20, shellName), { numRuns: 1, seed: 7 })[0] ?? [];
  const files = SCRIPTS.map((output, at) => {
    const file = join(folder, `${at}.sh`);
    const harmless = [{}, { name: "two's" }];
    const targets = [...harmless, ...places].map((place, row) =>
      targetOf(output.installable, place, row === 1),
    );
    writeFileSync(file, textOf(output, targets));
    return file;
  });
  // Unusual characters in names are remarked on as such; they are in quotes and meant.
  const unusual = "SC1003,SC1112,SC1111,SC1110,SC1017,SC1018,SC1015,SC1016";
  execFileSync("shellcheck", [`--exclude=${unusual}`, ...files], { encoding: "utf8" });
});

/** The first call that is not as expected, with the expected one. Comparing whole lists takes longer than running them. */
function difference(calls: string[][], wanted: string[][]) {
  const count = Math.max(calls.length, wanted.length);
  for (let at = 0; at < count; at += 1) {
    const [is, should] = [calls[at], wanted[at]];
    const same =
      is?.length === should?.length && is?.every((word, place) => word === should?.[place]);
    if (!same) return { at, is, should };
  }
  return null;
}

/** The calls of a script: those that come first, and those for each cluster, with marks where its names stand. */
interface Shape {
  first: string[][];
  each: string[][];
}

const MARKS = { subscriptionId: "MARKSUB", resourceGroup: "MARKGROUP", name: "MARKNAME" };

async function shapeOf(output: OutputOf): Promise<Shape> {
  const calls = await callsOf(textOf(output, [targetOf(output.installable, MARKS)]), "programs");
  const from = calls.findIndex((words) => words.some((word) => word.includes("MARK")));
  return { first: calls.slice(0, from), each: calls.slice(from) };
}

function expected(shape: Shape | undefined, targets: Target[]): string[][] {
  const { first = [], each = [] } = shape ?? {};
  return [
    ...first,
    ...targets.flatMap((target) => each.map((words) => words.map((word) => filled(word, target)))),
  ];
}

function filled(word: string, target: Target): string {
  const write = word.startsWith("--url=") ? percentEncoded : (text: string) => text;
  return word.replace(/MARKSUB|MARKGROUP|MARKNAME/g, (mark) => {
    const [member] = Object.entries(MARKS).find(([, text]) => text === mark) ?? [];
    return write(target[member as keyof typeof MARKS]);
  });
}

/** By the letter of RFC 3986: every byte that is not unreserved. */
function percentEncoded(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const one = String.fromCharCode(byte);
      return /[\w.~-]/.test(one) ? one : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");
}

/** Runs the script in an empty folder and gives every call that it made; the folder must stay empty. */
async function callsOf(script: string, stubs: "programs" | "functions"): Promise<string[][]> {
  const place = mkdtempSync(join(folder, "run-"));
  const [inside, temporary] = [join(place, "empty"), join(place, "tmp")];
  const [file, record] = [join(place, "script.sh"), join(place, "calls")];
  mkdirSync(inside);
  mkdirSync(temporary);
  writeFileSync(file, script);
  const env = {
    ...process.env,
    PATH: stubs === "programs" ? `${programs}:/usr/bin:/bin` : "/usr/bin:/bin",
    ...(stubs === "functions" && { BASH_ENV: functions }),
    CALLS: record,
    TMPDIR: temporary,
    PAUSE_SECONDS: "0",
  };
  // A verification ends with 1 where something is missing.
  await run("bash", [file], { cwd: inside, env, maxBuffer: 1 << 28 }).catch((error) => {
    if (error.code !== 1) throw error;
  });
  expect([readdirSync(inside), readdirSync(temporary), readdirSync(place).length]).toEqual([
    [],
    [],
    4,
  ]);
  const words = readFileSync(record, "utf8").split("\0").slice(0, -1);
  rmSync(place, { recursive: true });
  return callsIn(words.map((word) => word.replace(/=(@?)\/\S+\/tmp\.\w+$/, "=$1FILE")));
}

/** Each call is its count of words, the program, and the words. */
function callsIn(words: string[]): string[][] {
  const calls: string[][] = [];
  for (let at = 0; at < words.length; ) {
    const end = at + 2 + Number(words[at]);
    calls.push(words.slice(at + 1, end));
    at = end;
  }
  return calls;
}
