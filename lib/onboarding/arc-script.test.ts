import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Language as Grammar, type Node, Parser } from "web-tree-sitter";
import { findProgram } from "../../sandbox/az-command.ts";
import { hostileName, shellName } from "../options/testing.ts";
import { arcFile } from "./arc-files.ts";
import type { ArcLanguage, ArcRequest, ArcTarget } from "./arc-script.ts";
import { ACCOUNT, arcRequestOf, arcTargetOf, PROJECT, PROJECT_NUMBER } from "./testing.ts";

const run = promisify(execFile);
const CLOUDS = ["aws", "gcp"] as const;
/** Three names a row, in five scripts of each cloud: more than 10,000 names. */
const ROWS = 334;
const RUNS = 5;
const MINUTES = 60_000;

/**
 * What stands for the tools: it writes down how it was called, each word ended by NUL, and keeps what was connected
 * and installed in a folder, so that it answers as the clouds would.
 */
const TOOLS = `
exec {record}>>"$CALLS"
called() { printf '%s\\0' "$(($# - 1))" "$@" >&"$record"; }
declare -A known
[ ! -s "$MEMORY" ] || . "$MEMORY"
remember() { known[$1]=1; printf 'known[%q]=1\\n' "$1" >>"$MEMORY"; }
value_of() { local want=$1 one; shift; for one; do case $one in "--$want="*) answer=\${one#*=} ;; esac; done; }
az() {
  called az "$@"
  case "$1 $2" in
  'connectedk8s list')
    value_of query "$@"
    local arc=\${answer#*\\'}; arc=\${arc%%\\'*}
    [[ -z \${known[arc $arc]-} ]] || echo Connected
    ;;
  'connectedk8s connect')
    value_of name "$@"
    case $answer in \${REFUSE:-nothing}-*) echo 'ERROR: refused' >&2; return 1 ;; esac
    remember "arc $answer"
    ;;
  'k8s-extension list')
    value_of cluster-name "$@"
    local type
    for type in microsoft.azuredefender.kubernetes microsoft.policyinsights; do
      [[ -z \${known[$type $answer]-} ]] || printf '%s\\tSucceeded\\n' "$type"
    done
    ;;
  'k8s-extension create')
    value_of cluster-name "$@"
    local cluster=$answer
    value_of extension-type "$@"
    remember "$answer $cluster"
    ;;
  esac
}
aws() { called aws "$@"; case "$1" in sts) echo "\${ACCOUNT:-${ACCOUNT}}" ;; esac; }
gcloud() {
  called gcloud "$@"
  case "$1" in config) echo "\${PROJECT:-${PROJECT}}" ;; projects) echo ${PROJECT_NUMBER} ;; esac
}
kubectl() { called kubectl "$@"; }
gke-gcloud-auth-plugin() { :; }
sleep() { :; }
`;

let folder: string;
let tools: string;
let parser: Parser;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "arc-script-"));
  tools = join(folder, "tools.sh");
  writeFileSync(tools, TOOLS);
  await Parser.init();
  parser = new Parser();
  const { resolve } = createRequire(import.meta.url);
  parser.setLanguage(
    await Grammar.load(resolve("tree-sitter-powershell/tree-sitter-powershell.wasm")),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function textOf(request: ArcRequest, language: ArcLanguage = "bash"): string {
  const { file, leftOut } = arcFile(request, language);
  expect(leftOut).toEqual([]);
  return file?.text ?? "";
}

/** A place of its own for a script, which may be run there again. */
function placed(text: string) {
  const place = mkdtempSync(join(folder, "run-"));
  const [script, calls, memory] = ["script.sh", "calls", "memory"].map((name) => join(place, name));
  const temporary = join(place, "tmp");
  mkdirSync(temporary);
  writeFileSync(script as string, text);
  writeFileSync(memory as string, "");
  async function go(words: string[] = [], more: Record<string, string> = {}) {
    writeFileSync(calls as string, "");
    const env = {
      ...process.env,
      BASH_ENV: tools,
      CALLS: calls,
      MEMORY: memory,
      TMPDIR: temporary,
      ...more,
    };
    const ended = await run("bash", [script as string, ...words], {
      env,
      cwd: place,
      maxBuffer: 1 << 28,
    }).then(
      ({ stderr }) => ({ code: 0, said: stderr }),
      ({ code, stderr }) => ({ code: code as number, said: stderr as string }),
    );
    expect(readdirSync(temporary)).toEqual([]);
    return {
      ...ended,
      calls: callsIn(
        readFileSync(calls as string, "utf8")
          .split("\0")
          .slice(0, -1),
      ),
    };
  }
  return { place, go };
}

/** Each call is its count of words, the program, and the words. */
function callsIn(words: string[]): string[][] {
  const calls: string[][] = [];
  for (let at = 0; at < words.length; ) {
    const end = at + 2 + Number(words[at]);
    calls.push(words.slice(at + 1, end).map((word) => word.replace(/\/\S+\/tmp\.\w+\//, "WORK/")));
    at = end;
  }
  return calls;
}

const CHANGES = ["connectedk8s connect", "k8s-extension create"];
const changesIn = (calls: string[][]) =>
  calls.filter(([, ...words]) => CHANGES.includes(words.slice(0, 2).join(" ")));

const three = (cloud: "aws" | "gcp") =>
  ["one", "two", "three"].map((name) => arcTargetOf(cloud, { name }));

test("E11, G10: 10,000 hostile names through the scripts reach the tools byte for byte, and do nothing else", {
  timeout: 5 * MINUTES,
}, async () => {
  for (const cloud of CLOUDS) {
    const places = fc.array(fc.record({ name: fit, region: fit, resourceGroup: fit }), {
      minLength: ROWS,
      maxLength: ROWS,
    });
    await fc.assert(
      fc.asyncProperty(places, async (rows) => {
        const targets = uniqueById(rows.map((place) => arcTargetOf(cloud, place)));
        const { place, go } = placed(textOf(arcRequestOf(cloud, targets)));
        const { code, calls } = await go();
        expect(code).toBe(0);
        const connects = calls.filter(
          ([, first, second]) => `${first} ${second}` === "connectedk8s connect",
        );
        expect(connects.length).toBe(targets.length);
        expect(connects).toEqual(targets.map((target) => connectOf(cloud, target)));
        const credentials = calls.filter(
          ([program, first]) => program !== "az" && ["eks", "container"].includes(first ?? ""),
        );
        expect(credentials).toEqual(targets.map((target) => credentialsOf(cloud, target)));
        expect(
          readdirSync(place)
            .sort()
            .filter((name) => !name.startsWith("remediation-")),
        ).toEqual(["calls", "memory", "script.sh", "tmp"]);
        rmSync(place, { recursive: true });
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  }
});

for (const cloud of CLOUDS) {
  const row = cloud === "aws" ? "E11" : "G10";
  test(`${row}: run again, the ${cloud} script changes nothing, with its memory and without it`, async () => {
    const { place, go } = placed(textOf(arcRequestOf(cloud, three(cloud), ["sensor", "policy"])));
    const first = await go();
    expect(first.code).toBe(0);
    expect(first.said).toContain("Done: 3 changed, 0 as wanted already");
    expect(changesIn(first.calls)).toHaveLength(9);
    const second = await go();
    expect(changesIn(second.calls)).toEqual([]);
    expect(second.said).toContain("was done by an earlier run.");
    const third = await go(["--again"]);
    expect(changesIn(third.calls)).toEqual([]);
    expect(third.said).toContain("is as wanted already.");
    expect(third.said).toContain(
      "Done: 0 changed, 3 as wanted already, 0 passed over, 0 failed, of 3 clusters.",
    );
    const log = readdirSync(place).find((name) => name.endsWith(".log")) ?? "";
    expect(readFileSync(join(place, log), "utf8").split("---")).toHaveLength(4);
  });

  test(`${row}: the ${cloud} script stops at the first error with a sentence, and goes on from there`, async () => {
    const { go } = placed(textOf(arcRequestOf(cloud, three(cloud))));
    const stopped = await go([], { REFUSE: "two" });
    expect(stopped.code).toBe(1);
    expect(stopped.said).toContain("2/3  two  could not be connected to Azure Arc.");
    expect(stopped.said).toContain("ERROR: refused");
    expect(stopped.said).toContain("run it again to go on");
    expect(stopped.said).not.toContain("3/3");
    const resumed = await go();
    expect(resumed.code).toBe(0);
    expect(changesIn(resumed.calls)).toHaveLength(4);
    expect(resumed.said).toContain("Done: 2 changed, 1 as wanted already");
  });

  test(`${row}: with --keep-going the ${cloud} script does the others, and ends with 3`, async () => {
    const { go } = placed(textOf(arcRequestOf(cloud, three(cloud))));
    const { code, said } = await go(["--keep-going"], { REFUSE: "two" });
    expect(code).toBe(3);
    expect(said).toContain(
      "Done: 2 changed, 0 as wanted already, 0 passed over, 1 failed, of 3 clusters.",
    );
  });

  test(`${row}: with --only the ${cloud} script does one cluster, by its name or its id`, async () => {
    const targets = three(cloud);
    const { go } = placed(textOf(arcRequestOf(cloud, targets)));
    const { code, said, calls } = await go(["--only", "two", "--only", targets[2]?.id ?? ""]);
    expect(code).toBe(0);
    expect(said).toContain("1 passed over");
    expect(changesIn(calls)).toHaveLength(4);
    expect(await go(["--only=nothing"])).toMatchObject({ code: 2 });
    expect(await go(["--unknown"])).toMatchObject({ code: 2 });
  });
}

test("E11: another AWS account than the connector's is refused before anything is called", async () => {
  const { go } = placed(textOf(arcRequestOf("aws", three("aws"))));
  const { code, said, calls } = await go([], { ACCOUNT: "999988887777" });
  expect(code).toBe(1);
  expect(said).toContain(
    `signed in to the account 999988887777, and these clusters are of the account ${ACCOUNT}`,
  );
  expect(said).toContain("Nothing was changed.");
  expect(changesIn(calls)).toEqual([]);
});

test("G9: another GCP project than the connector's is refused before anything is called", async () => {
  const { go } = placed(textOf(arcRequestOf("gcp", three("gcp"))));
  const { code, said, calls } = await go([], { PROJECT: "another-project" });
  expect(code).toBe(1);
  expect(said).toContain(
    `active project of gcloud is another-project, and the connector is of the project ${PROJECT}`,
  );
  expect(changesIn(calls)).toEqual([]);
});

test("E11: what no command can carry is left out of the script, with the reason", () => {
  const odd = ["@file", "--option", "file://secret"].map((name) => arcTargetOf("aws", { name }));
  const { file, leftOut } = arcFile(arcRequestOf("aws", [...odd, arcTargetOf("aws")]), "bash");
  expect(leftOut.map(({ target }) => target.name)).toEqual(["@file", "--option", "file://secret"]);
  expect(file?.does).toContain("1 EKS cluster ");
  expect(arcFile(arcRequestOf("aws", odd), "bash").file).toBeNull();
});

test("E11, G10: every PowerShell script parses, and a hostile name in it is text and never syntax", () => {
  for (const cloud of CLOUDS) {
    const plain = shapeOf(
      textOf(
        arcRequestOf(
          cloud,
          Array.from({ length: 20 }, (_, at) => arcTargetOf(cloud, { name: `n${at}` })),
          ["sensor", "policy"],
        ),
        "powershell",
      ),
    );
    const names = fc.array(
      fc.record({ name: windowsName, region: windowsName, resourceGroup: windowsName }),
      { minLength: 20, maxLength: 20 },
    );
    fc.assert(
      fc.property(names, (rows) => {
        const targets = rows.map((place) => arcTargetOf(cloud, place));
        expect(
          shapeOf(textOf(arcRequestOf(cloud, targets, ["sensor", "policy"]), "powershell")),
        ).toEqual(plain);
      }),
      { numRuns: 40, endOnFailure: true },
    );
  }
});

/** Unusual characters in names are remarked on as such; they are in quotes and meant. */
const UNUSUAL = "--exclude=SC1003,SC1112,SC1111,SC1110,SC1017,SC1018,SC1015,SC1016";
const shellCheck = findProgram("shellcheck");
if (!shellCheck) process.stderr.write("ShellCheck is not installed: its test is skipped.\n");
test.skipIf(!shellCheck)(
  "E11, G10: ShellCheck finds nothing in the Bash scripts, whatever the names",
  () => {
    const [names = []] = fc.sample(fc.array(fit, { minLength: 20, maxLength: 20 }), {
      numRuns: 1,
      seed: 7,
    });
    for (const cloud of CLOUDS) {
      const targets = names.map((name) => arcTargetOf(cloud, { name }));
      const input = textOf(arcRequestOf(cloud, targets, ["sensor", "policy"]));
      const found = execFileSync("shellcheck", ["--shell=bash", UNUSUAL, "-"], {
        input,
        encoding: "utf8",
      });
      expect(found).toBe("");
    }
  },
);

/** Names that a script carries: the others are left out, as another test shows. */
const fit = shellName.map((name) => (/^(@|-|fileb?:\/\/)/i.test(name) ? `a${name}` : name));
const windowsName = hostileName
  .map((name) => name.replace(/["%\\\p{Cc}]/gu, ""))
  .map((name) => (name === "" || /^(@|-|\.)/.test(name) ? `a${name}` : name));

function uniqueById(targets: ArcTarget[]): ArcTarget[] {
  return [...new Map(targets.map((target) => [target.id, target])).values()];
}

function connectOf(cloud: "aws" | "gcp", target: ArcTarget): string[] {
  const { subscriptionId, resourceGroup, arcName, id } = target;
  const [distribution, infrastructure] = cloud === "aws" ? ["eks", "aws"] : ["gke", "gcp"];
  return [
    "az",
    "connectedk8s",
    "connect",
    `--subscription=${subscriptionId}`,
    `--resource-group=${resourceGroup}`,
    `--name=${arcName}`,
    "--location=westeurope",
    `--distribution=${distribution}`,
    `--infrastructure=${infrastructure}`,
    "--kube-config=WORK/kubeconfig",
    `--tags=ms_defender_cluster_id=${id}`,
    "--output=none",
  ];
}

function credentialsOf(cloud: "aws" | "gcp", { name, region }: ArcTarget): string[] {
  return cloud === "aws"
    ? [
        "aws",
        "eks",
        "update-kubeconfig",
        `--name=${name}`,
        `--region=${region}`,
        "--kubeconfig=WORK/kubeconfig",
      ]
    : [
        "gcloud",
        "container",
        "clusters",
        "get-credentials",
        name,
        `--location=${region}`,
        `--project=${PROJECT}`,
      ];
}

/** The script as its grammar sees it: kinds of nodes, without their text. */
function shapeOf(text: string): string {
  const tree = parser.parse(text);
  if (!tree) throw new Error("The parser gave no tree.");
  expect(tree.rootNode.hasError).toBe(false);
  const shape = (node: Node): string =>
    /string|comment/.test(node.type)
      ? node.type
      : `${node.type}(${node.children.map((child) => (child ? shape(child) : "")).join(",")})`;
  const seen = shape(tree.rootNode);
  tree.delete();
  return seen;
}
