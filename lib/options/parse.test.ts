import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { Language as Grammar, type Node, Parser } from "web-tree-sitter";
import { z } from "zod";
import { findProgram } from "../../sandbox/az-command.ts";
import type { Language } from "./catalog.ts";
import { generate } from "./generate.ts";
import type { Target } from "./model.ts";
import { unfit } from "./model.ts";
import {
  hostileName,
  hostilePlaces,
  OUTPUTS,
  type OutputOf,
  requestOf,
  targetOf,
  textsOf,
} from "./testing.ts";

/** The grammars that editors use, one a language; compilers of these languages are not to be had from npm. */
const GRAMMARS = {
  powershell: "tree-sitter-powershell/tree-sitter-powershell.wasm",
  bicep: "tree-sitter-bicep/tree-sitter-bicep.wasm",
  terraform: "@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-terraform.wasm",
} as const;
const GRAMMAR_LANGUAGES = ["powershell", "bicep", "terraform"] as const;

/** What holds text, and what would be an expression within it. */
const TEXT = new Set(["string", "string_lit", "string_literal", "comment"]);
const EXPRESSIONS = ["interpolation", "template_interpolation", "template_directive"];

const Template = z.object({
  variables: z.object({ clusters: z.array(z.object({ id: z.string(), name: z.string() })) }),
});

const ROWS = 20;
const parsers = new Map<string, Parser>();

beforeAll(async () => {
  await Parser.init();
  const { resolve } = createRequire(import.meta.url);
  for (const [language, file] of Object.entries(GRAMMARS)) {
    const parser = new Parser();
    parser.setLanguage(await Grammar.load(resolve(file)));
    parsers.set(language, parser);
  }
});

for (const language of GRAMMAR_LANGUAGES) {
  test(`every ${language} output parses, and a hostile name in it is text and never syntax`, () => {
    const outputs = OUTPUTS.filter((output) => output.language === language).filter(isPossible);
    const shapes = outputs.map((output) => shapesOf(output, Array(ROWS).fill({})));
    fc.assert(
      fc.property(hostilePlaces(ROWS, fitName(language)), (places) => {
        for (const [at, output] of outputs.entries()) {
          expect(shapesOf(output, places)).toEqual(shapes[at]);
        }
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });
}

test("every ARM template is JSON in which hostile names stand as they are and no name is an expression", () => {
  const outputs = OUTPUTS.filter(({ language }) => language === "arm").filter(isPossible);
  fc.assert(
    fc.property(hostilePlaces(ROWS, hostileName), (places) => {
      for (const output of outputs) {
        const targets = places.map((place) => targetOf(output.installable, place));
        const [text = ""] = textsOf(output, targets);
        const { clusters } = Template.parse(JSON.parse(text)).variables;
        expect(clusters.map(({ name }) => asArmReads(name))).toEqual(
          targets.map(({ name }) => name),
        );
        expect(clusters.map(({ id }) => asArmReads(id))).toEqual(targets.map(({ armId }) => armId));
      }
    }),
    { numRuns: 40 },
  );
});

const terraform = findProgram("terraform");
if (!terraform) process.stderr.write("Terraform is not installed: its tests are skipped.\n");

test.skipIf(!terraform)("Terraform itself reads hostile ids as they are", () => {
  const names = fc.sample(hostileName, { numRuns: 300, seed: 11 });
  const output = { installable: "aksPolicyAddon", task: "deploy", language: "terraform" } as const;
  const targets = names.map((name) => targetOf(output.installable, { name }));
  const [text = ""] = textsOf(output, targets);
  const locals = /^locals \{\n[\s\S]*?\n\}\n/m.exec(text)?.[0] ?? "";
  const folder = mkdtempSync(join(tmpdir(), "terraform-"));
  writeFileSync(join(folder, "main.tf"), locals);
  const printed = terraformReads(["console"], "base64encode(jsonencode(local.clusters))\n", folder);
  rmSync(folder, { recursive: true });
  const read: string[] = JSON.parse(Buffer.from(JSON.parse(printed), "base64").toString());
  // Terraform keeps text in Unicode's normal form C, and a set in an order of its own.
  const wanted = new Set(targets.map(({ armId }) => armId.normalize("NFC")));
  expect(new Set(read)).toEqual(wanted);
});

test.skipIf(!terraform)("every Terraform output is formatted as terraform fmt would", () => {
  for (const output of OUTPUTS.filter(({ language }) => language === "terraform")) {
    const targets = ["one", "two"].map((name) => targetOf(output.installable, { name }));
    const [text = ""] = textsOf(output, targets);
    expect(terraformReads(["fmt", "-"], text)).toBe(text);
  }
});

function terraformReads(command: string[], input: string, cwd = tmpdir()): string {
  return execFileSync("terraform", command, {
    cwd,
    input,
    encoding: "utf8",
    env: { ...process.env, CHECKPOINT_DISABLE: "1" },
    stdio: ["pipe", "pipe", "ignore"],
  });
}

function isPossible(output: OutputOf): boolean {
  return !("cannot" in generate(requestOf(output, [targetOf(output.installable)])));
}

/**
 * Names for which the language leaves nobody out. The grammar of Bicep takes "//" for a comment where it follows
 * an escape in a string, which Bicep itself does not; no name in Azure has a slash.
 */
function fitName(language: Language) {
  return hostileName
    .map((name) => (language === "bicep" ? name.replaceAll("/", "") : name))
    .filter((name) => unfit({ ...targetOf("aksSensor"), name }, language) === null);
}

/** How each file of an output is built, strings and comments counted but not read. */
function shapesOf(output: OutputOf, places: Partial<Target>[]): string[] {
  const targets = places.map((place) => targetOf(output.installable, place));
  return textsOf(output, targets).map((text) => {
    const root = parsers.get(output.language)?.parse(text)?.rootNode;
    if (!root) throw new Error("Nothing was parsed.");
    return shapeOf(root);
  });
}

function shapeOf(node: Node): string {
  const { type, startPosition, text } = node;
  if (node.isError || node.isMissing) {
    throw new Error(`Not understood at line ${startPosition.row + 1}: ${text.slice(0, 200)}`);
  }
  if (TEXT.has(type) && !node.descendantsOfType(EXPRESSIONS).length) return type;
  return `(${type}${node.namedChildren.map((child) => ` ${child ? shapeOf(child) : ""}`).join("")})`;
}

/** A template string "[[…]" is the text "[…]" to Azure Resource Manager; "[…]" would be an expression. */
function asArmReads(text: string): string {
  if (!text.startsWith("[") || !text.endsWith("]")) return text;
  expect(text.startsWith("[[")).toBe(true);
  return text.slice(1);
}
