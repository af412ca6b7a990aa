import { execFile, execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findProgram } from "../../sandbox/az-command.ts";
import { shellName } from "../options/testing.ts";
import { accessFiles, eksctlLine, GRANT_FILE } from "./access-files.ts";
import { ACCOUNT, arcTargetOf } from "./testing.ts";

const run = promisify(execFile);
const ROLE = `arn:aws:iam::${ACCOUNT}:role/MDCContainersAgentlessDiscoveryK8sRole`;
const LINE =
  "eksctl create iamidentitymapping --cluster shop --region eu-west-1 --arn " +
  `${ROLE} --group system:masters --no-duplicate-arns`;

test("E9: the line of eksctl is the article's, for each of the chosen clusters", () => {
  const targets = [arcTargetOf("aws"), arcTargetOf("aws", { name: "two", region: "us-east-1" })];
  const { eksctl, leftOut } = accessFiles(targets, ROLE);
  expect(leftOut).toEqual([]);
  expect(eksctl.text.split("\n")).toEqual([
    LINE,
    LINE.replace("shop", "two").replace("eu-west-1", "us-east-1"),
    "",
  ]);
});

test("E9: Bash reads 10,000 hostile names of the lines back as they are", () => {
  const names = fc.array(shellName, { minLength: 2_000, maxLength: 2_000 });
  fc.assert(
    fc.property(names, (hostile) => {
      const lines = hostile.map((name) => eksctlLine({ name, region: "eu-west-1" }, ROLE));
      const script = `eksctl() { printf '%s\\0' "$4"; }\n${lines.join("\n")}\n`;
      const read = execFileSync("bash", [], { input: script, maxBuffer: 1 << 28 }).toString();
      expect(read.split("\0").slice(0, -1)).toEqual(hostile);
    }),
    { numRuns: 5, endOnFailure: true },
  );
});

/** The system's own first: a shim of a version manager would put its own folders before ours on the PATH. */
const python = ["/usr/bin/python3"].find(existsSync) ?? findProgram("python3");
if (!python) process.stderr.write("python3 is not installed: its tests are skipped.\n");
const testPython = test.skipIf(!python);

/** A kubectl that keeps one ConfigMap in a file, and refuses a change that does not know its version. */
const KUBECTL = `#!/usr/bin/env python3
import json, os, sys
path, words = os.environ["CONFIG_MAP"], [w for w in sys.argv[1:] if not w.startswith("--")]
def read():
    with open(path) as file: return json.load(file)
if words[0] == "get":
    if not os.path.exists(path): sys.exit("Error from server (NotFound): configmaps \\"aws-auth\\" not found")
    found = read()
    print(json.dumps(found))
    if os.environ.get("RIVAL"):
        del os.environ["RIVAL"]
elif words[0] in ("replace", "create"):
    sent = json.load(sys.stdin)
    rival = os.environ.get("RIVAL_FILE")
    if rival and os.path.exists(rival):
        os.remove(rival)
        now = read()
        now["metadata"]["resourceVersion"] = "2"
        now["data"]["mapUsers"] = "- userarn: rival\\n"
        json.dump(now, open(path, "w"))
    if words[0] == "replace" and read()["metadata"]["resourceVersion"] != sent["metadata"].get("resourceVersion"):
        sys.exit("Error from server (Conflict): the object has been modified")
    sent["metadata"]["resourceVersion"] = "9"
    json.dump(sent, open(path, "w"))
`;
const AWS = `#!/bin/sh
case "$1" in sts) echo "{\\"Account\\": \\"\${ACCOUNT_ID}\\"}" ;; esac
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "grant-"));
  for (const [name, text] of [
    ["kubectl", KUBECTL],
    ["aws", AWS],
  ] as const) {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), 0o755);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const OTHERS =
  "- groups:\n  - system:nodes\n  rolearn: arn:aws:iam::1:role/nodes  # ours\n  username: n\n";
const ADDED = `- rolearn: ${ROLE}\n  username: mdc-containers-agentless-discovery\n  groups:\n    - system:masters\n`;

/** Runs the script on one cluster whose ConfigMap has these mapRoles; null where there is no ConfigMap. */
async function granted(
  mapRoles: string | null,
  more: { words?: string[]; rival?: boolean; account?: string } = {},
) {
  const map = join(mkdtempSync(join(folder, "run-")), "map.json");
  const metadata = { name: "aws-auth", resourceVersion: "1", labels: { kept: "yes" } };
  if (mapRoles !== null) {
    writeFileSync(
      map,
      JSON.stringify({ metadata, data: { mapRoles, mapUsers: "- userarn: x\n" } }),
    );
  }
  const { script } = accessFiles([arcTargetOf("aws")], ROLE);
  writeFileSync(join(folder, GRANT_FILE), script.text);
  const rival = `${map}.rival`;
  if (more.rival) writeFileSync(rival, "");
  const env = {
    ...process.env,
    PATH: `${folder}:${process.env.PATH}`,
    CONFIG_MAP: map,
    RIVAL_FILE: rival,
    ACCOUNT_ID: more.account ?? ACCOUNT,
  };
  const words = [
    GRANT_FILE,
    "--clusters",
    arcTargetOf("aws").id,
    "--role-arn",
    ROLE,
    ...(more.words ?? []),
  ];
  const ended = await run(python ?? "", words, { env, cwd: folder }).then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    ({ code, stdout, stderr }) => ({ code: code as number, said: (stdout + stderr) as string }),
  );
  return { ...ended, map: JSON.parse(readFileSync(map, "utf8")) };
}

testPython(
  "E8: the role is added to aws-auth, and everything else in it stays byte for byte",
  async () => {
    const { code, said, map } = await granted(OTHERS);
    expect(code).toBe(0);
    expect(said).toContain("got the role");
    expect(map.data).toEqual({ mapRoles: OTHERS + ADDED, mapUsers: "- userarn: x\n" });
    expect(map.metadata.labels).toEqual({ kept: "yes" });
  },
);

testPython("E8: run again it changes nothing, however the role is written there", async () => {
  for (const roles of [
    OTHERS + ADDED,
    `- "rolearn": "${ROLE}"\n`,
    `- rolearn: '${ROLE}' # by hand\n`,
  ]) {
    const { code, said, map } = await granted(roles);
    expect([code, map.metadata.resourceVersion]).toEqual([0, "1"]);
    expect(said).toContain("has the role already");
  }
});

testPython(
  "E8: a change by somebody else in between is kept, and the role comes on top of it",
  async () => {
    const { code, map } = await granted(OTHERS, { rival: true });
    expect(code).toBe(0);
    expect(map.data).toEqual({ mapRoles: OTHERS + ADDED, mapUsers: "- userarn: rival\n" });
  },
);

testPython("E8: --dry-run says what would be done and does not do it", async () => {
  const { said, map } = await granted(OTHERS, { words: ["--dry-run"] });
  expect(said).toContain("would get the role");
  expect(map.metadata.resourceVersion).toBe("1");
});

testPython(
  "E8: what it can't change safely, and another account, are refused in words",
  async () => {
    const flow = await granted('[{"rolearn": "x"}]');
    expect(flow.code).toBe(3);
    expect(flow.said).toContain("use eksctl or an access entry");
    const foreign = await granted(OTHERS, { account: "999988887777" });
    expect(foreign.code).toBe(1);
    expect(foreign.said).toContain(
      "Nothing was changed: you are signed in to the account 999988887777",
    );
  },
);

testPython("E8: an indented list keeps its indentation, and an empty one begins", async () => {
  const indented = await granted("  - rolearn: a\n    username: b");
  expect(indented.map.data.mapRoles).toBe(
    `  - rolearn: a\n    username: b\n${ADDED.replace(/^/gm, "  ").trimEnd()}\n`,
  );
  const empty = await granted("[]");
  expect(empty.map.data.mapRoles).toBe(ADDED);
});
